# Sourced by the build.sh of each reference, from its own folder: begin_builds OUT, then build_program NAME [go build flags] for each program.

begin_builds() {
  if [ $# -ne 1 ] || [ -z "$1" ]; then
    echo "usage: build.sh OUTPUT_FOLDER" >&2
    exit 2
  fi
  if ! command -v go >/dev/null; then
    echo "build.sh: no Go found; 1.26 or newer is needed" >&2
    exit 2
  fi

  # Binaries are never kept in the repository: they would age apart from their source.
  # Asked of the nearest folder that exists, so that a refusal has created nothing.
  nearest=$1
  while [ ! -d "$nearest" ]; do nearest=$(dirname -- "$nearest"); done
  case "$(CDPATH='' cd -- "$nearest" && pwd -P)/" in
    "$root"/*)
      echo "build.sh: $1 is inside the repository; choose a folder outside" >&2
      exit 2
      ;;
  esac
  mkdir -p -- "$1"
  out=$(CDPATH='' cd -- "$1" && pwd)

  # Built aside and renamed, so that no one ever starts a half-written program, and a
  # program that is running just now keeps running. The old one is copied first: Go
  # leaves it as it is where nothing has changed.
  work=$(mktemp -d "$out/.build.XXXXXX")
  trap 'rm -rf -- "$work"' EXIT
  trap 'exit 1' HUP INT TERM
}

build_program() {
  name=$1
  shift
  [ ! -f "$out/$name" ] || cp -p -- "$out/$name" "$work/$name"
  # The answers must not depend on the machine: no cgo, no paths, no commit of ours,
  # no setting of the caller's, and the versions exactly as in the mod and sum files.
  CGO_ENABLED=0 GOFLAGS='' GOWORK=off GOTOOLCHAIN=local \
    go build -trimpath -buildvcs=false -mod=readonly "$@" -o "$work/$name" .
  cmp -s -- "$work/$name" "$out/$name" || mv -f -- "$work/$name" "$out/$name"
  echo "$out/$name"
}
