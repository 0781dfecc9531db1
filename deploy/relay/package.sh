#!/usr/bin/env bash
# Usage: package.sh
#
# Makes deploy/relay/target/frelay-relay.tar.gz: the relay, its systemd unit and install.sh. A VM also needs a
# JRE and the three certificate files. Builds the relay if it has not been built. If the last build of the relay was
# one with -Pnative, the package has the native executable, and the VM, of the same architecture, needs no JRE. The
# same content gives the same bytes, so unchanged packages are neither made, uploaded nor installed again.
#
# Examples:
#   deploy/relay/package.sh
#   ./mvnw package -DskipTests -Pnative -pl relay-app -am && deploy/relay/package.sh
#   scp deploy/relay/target/frelay-relay.tar.gz HOST:
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments

application=$root/relay-app/target/quarkus-app
archive=$here/target/frelay-relay.tar.gz

executable=
for file in "$root"/relay-app/target/*-runner; do
  if [ -x "$file" ] && ! [ "$application/quarkus-run.jar" -nt "$file" ]; then executable=$file; fi
done
if [ -z "$executable" ] && [ ! -f "$application/quarkus-run.jar" ]; then
  run "$root/mvnw" --quiet --batch-mode --file "$root/pom.xml" -DskipTests -pl relay-app -am package
fi

# Sorted, with one time and no owner: GNU tar and bsdtar have different options for the last.
pack() {
  # Two at a time are not in each other's way.
  local stage=$here/target/stage.$$ owner=(--owner=0 --group=0 --numeric-owner)
  case $(tar --version) in *GNU*) ;; *) owner=(--uid 0 --gid 0 --uname '' --gname '') ;; esac
  run mkdir -p "$stage/frelay-relay"
  if [ -n "$executable" ]; then
    run cp "$executable" "$stage/frelay-relay/relay"
    run cp "$here/native.conf" "$stage/frelay-relay/"
  else
    run cp -R "$application" "$stage/frelay-relay/quarkus-app"
  fi
  run cp "$here/frelay-relay.service" "$here/install.sh" "$stage/frelay-relay/"
  run chmod -R u=rwX,go=rX "$stage/frelay-relay"
  run find "$stage/frelay-relay" -exec touch -t 200001010000 '{}' +
  run_in "$stage" sh -c 'find frelay-relay -type f | LC_ALL=C sort >files'
  run tar -C "$stage" "${owner[@]}" -cf "$stage/frelay-relay.tar" -T "$stage/files"
  run gzip -n "$stage/frelay-relay.tar"
  run mv "$stage/frelay-relay.tar.gz" "$archive"
  run rm -rf "$stage"
}

# Sums of all that goes in, and of this script.
inputs() {
  if [ -n "$executable" ]; then
    cksum "$executable"
  else
    (cd "$application" && find . -type f -exec cksum {} + | LC_ALL=C sort)
  fi
  (cd "$here" && cksum ./*.sh ./*.service ./native.conf)
}

if [ -n "$DRY_RUN" ]; then
  pack
else
  sums=$(inputs)
  if [ ! -f "$archive" ] || [ "$sums" != "$(cat "$here/target/frelay-relay.inputs" 2>/dev/null)" ]; then
    pack
    echo "$sums" >"$here/target/frelay-relay.inputs"
  fi
fi
[ -z "$executable" ] || say "it has the native executable, of $(uname -m)"
say "$archive"
