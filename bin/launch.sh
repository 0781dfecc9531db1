# shellcheck shell=sh disable=SC2154
# Sourced by the launchers, with $root set to the project: sees to the descriptors and the locale,
# builds a jar whose sources have changed, and picks the java to run it with.

# A descriptor that is closed would become a file's of the JVM, and that file the input or output. In
# its place comes one that fails when it is used, as in the C library for set-uid programs.
true >&2 || exec 2>/dev/null
{ true <&0; } 2>/dev/null || exec 0>/dev/null
{ true >&1; } 2>/dev/null || exec 1</dev/null

# Without a locale that has more than ASCII the JVM reads every other character of a variable or
# path as the same one. One that is named but not installed counts as none.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
  C | POSIX | *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) export LC_ALL=C.UTF-8 ;;
esac

# checksum JAR SOURCE...: of the sources, and of the jars that were built of them.
checksum() {
  folder=$(dirname "$1")
  shift
  (cd "$root" && find pom.xml "$@" "$folder" -type f \( ! -path '*/target/*' -o -name '*.jar' \) \
    -exec cksum {} + | LC_ALL=C sort -k 3 | cksum)
}

# need JAR MODULE SOURCE...: builds MODULE, and what it depends on, unless JAR is newer than every
# SOURCE, or nothing has changed since it was: in a copy of the project the times tell nothing.
need() {
  jar=$root/$1
  module=$2
  path=$1
  shift 2
  if [ -f "$jar" ] && [ -z "$(cd "$root" && find pom.xml "$@" -newer "$jar" -print -quit)" ]; then
    if [ ! -f "$jar.sources" ] || [ "$jar" -nt "$jar.sources" ]; then
      checksum "$path" "$@" 2>/dev/null >"$jar.sources" || true # of use only, in a folder of others
    fi
    return
  fi
  if [ -f "$jar" ] && [ -f "$jar.sources" ] && [ "$(checksum "$path" "$@")" = "$(cat "$jar.sources")" ]; then
    touch "$jar" "$jar.sources"
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
  checksum "$path" "$@" >"$jar.sources"
}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null 2>&1 || {
  if [ -n "${JAVA_HOME:-}" ]; then
    echo "frelay: JAVA_HOME=$JAVA_HOME has no bin/java; set it to a JDK 17 or newer, or unset it" >&2
  else
    echo "frelay: no java found; install a JDK 17 or newer, or set JAVA_HOME" >&2
  fi
  exit 1
}
