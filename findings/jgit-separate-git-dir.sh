#!/usr/bin/env bash
# JGit 7.8.1.202611041320-r beside git 2.39.5. Needs Maven and a JDK of 17 or later.
# `git init --separate-git-dir ../store app` leaves app/.git as a file that names the git folder. JGit opens app, but takes the PARENT OF THE GIT
# FOLDER for the worktree, because its name is not `.git` and core.worktree is not set. So the clean checkout is dirty to it: each tracked file is
# missing, and all that lies beside the git folder is untracked. go-git and git answer for app.
# Output seen: "git clean; jgit worktree is app: false, missing a, untracked app neighbour"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
cat >"$work/pom.xml" <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.eclipse.jgit</groupId>
      <artifactId>org.eclipse.jgit</artifactId>
      <version>7.8.1.202611041320-r</version>
    </dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.16</version></dependency>
  </dependencies>
</project>
POM
mvn -q -f "$work/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$work/lib" >/dev/null
cat >"$work/Ask.java" <<'JAVA'
import java.io.File;
import org.eclipse.jgit.api.Git;

public class Ask {
  public static void main(String[] args) throws Exception {
    File app = new File(args[0]).getCanonicalFile();
    try (Git git = Git.open(app)) {
      var status = git.status().call();
      System.out.println("jgit worktree is app: " + git.getRepository().getWorkTree().getCanonicalFile().equals(app)
          + ", missing " + String.join(" ", status.getMissing())
          + ", untracked " + String.join(" ", status.getUntracked().stream().filter(path -> !path.contains("/")).sorted().toList()));
    }
  }
}
JAVA
javac -cp "$work/lib/*" -d "$work" "$work/Ask.java"
mkdir "$work/place"
cd "$work/place"
git init -q --separate-git-dir store app
echo text >app/a
git -C app add .
git -C app -c user.name=a -c user.email=a@example.org commit -qm one
echo text >neighbour
status=$(git -C app status --porcelain)
seen="git ${status:-clean}; $(java -cp "$work/lib/*:$work" Ask app)"
echo "$seen"
[ "$seen" = 'git clean; jgit worktree is app: false, missing a, untracked app neighbour' ]
