# shellcheck shell=sh disable=SC2154
# Sourced by the launchers, with $root set to the project: builds a jar that is missing or older than
# its sources, and picks the java to run it with.

# need JAR MODULE SOURCE...: builds MODULE, and what it depends on, unless JAR is newer than every SOURCE.
need() {
  jar=$root/$1
  module=$2
  shift 2
  if [ -f "$jar" ] && [ -z "$(cd "$root" && find pom.xml "$@" -newer "$jar" -print -quit)" ]; then
    return
  fi
  if [ -f "$jar" ]; then
    echo "frelay: building $module, since sources have changed" >&2
  else
    echo "frelay: building $module: two or three minutes the first time" >&2
  fi
  (cd "$root" && ./mvnw --quiet --batch-mode -DskipTests -pl "$module" -am package) >&2 || {
    echo "frelay: the build of $module failed; see above" >&2
    exit 1
  }
  touch "$jar"
}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null 2>&1 || {
  echo "frelay: no java found; install a JDK 17 or newer, or set JAVA_HOME" >&2
  exit 1
}
