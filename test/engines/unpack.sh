#!/usr/bin/env bash
# Unpacks Debian 13's Docker Engine 26.1, once, for live tests with ENGINE=26.1 (test/support/engine.ts): ~/.cache/abra-deploy-version/engines/26.1/bin
# has its dockerd, docker-proxy and containerd, which run on Debian 12 too; runc is the machine's own. Asks the machine's own Debian mirror
# for 56 MB, checked by Debian's key, and installs nothing.
set -euo pipefail

bin=${XDG_CACHE_HOME:-$HOME/.cache}/abra-deploy-version/engines/26.1/bin
[ -e "$bin/.unpacked" ] && exit 0
fail() {
  echo "test/engines/unpack.sh: $1" >&2
  exit 2
}
for command in apt-get dpkg-deb; do
  command -v $command >/dev/null || fail "no $command found; Debian 12 or newer is needed"
done
key=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e $key ] || fail "$key not found (apt-get install debian-archive-keyring)"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
[ -n "$mirror" ] || fail 'apt knows no mirror of Debian (apt-get update)'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs" "$bin"
echo "deb [signed-by=$key] $mirror trixie main" >"$work/sources.list"
# Lists of its own: those of the machine stay as they are.
apt=(apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$work/lists"
  -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root)
"${apt[@]}" update
cd "$work/debs"
"${apt[@]}" download docker.io/trixie containerd/trixie
case $(echo docker.io_*) in
docker.io_26.1.*) ;;
*) fail "Debian 13 has $(echo docker.io_*), not 26.1" ;;
esac
for package in *.deb; do dpkg-deb --extract "$package" "$work/root"; done
for program in sbin/dockerd sbin/docker-proxy bin/containerd bin/containerd-shim-runc-v2; do install "$work/root/usr/$program" "$bin"; done
echo docker.io_* containerd_* >"$bin/.unpacked"
