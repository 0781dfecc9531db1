#!/usr/bin/env bash
# Makes deploy/relay/target/frelay-relay.tar.gz: the relay, its systemd unit and install.sh, all that a VM
# needs besides a JRE and the three certificate files. Builds the relay if it has not been built.
# The same content gives the same bytes, so that nobody uploads or installs it twice.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments

application=$root/relay-app/target/quarkus-app
archive=$here/target/frelay-relay.tar.gz

if [ ! -f "$application/quarkus-run.jar" ]; then
  run "$root/mvnw" --quiet --batch-mode --file "$root/pom.xml" -DskipTests -pl relay-app -am package
fi

# Sorted, with one time and no owner: GNU tar and bsdtar have different options for the last.
pack() {
  local stage
  stage=$(mktemp -d)
  mkdir "$stage/frelay-relay"
  cp -R "$application" "$stage/frelay-relay/quarkus-app"
  cp "$here/frelay-relay.service" "$here/install.sh" "$stage/frelay-relay/"
  chmod -R u=rwX,go=rX "$stage/frelay-relay"
  find "$stage/frelay-relay" -exec touch -t 200001010000 {} +
  (cd "$stage" && find frelay-relay -type f | LC_ALL=C sort >files)
  if tar --version | grep -q GNU; then
    tar -C "$stage" --owner=0 --group=0 --numeric-owner -cf - -T "$stage/files" | gzip -n >"$archive.part"
  else
    tar -C "$stage" --uid 0 --gid 0 --uname '' --gname '' -cf - -T "$stage/files" | gzip -n >"$archive.part"
  fi
  mv "$archive.part" "$archive"
  rm -rf "$stage"
}

run mkdir -p "$here/target"
run pack
say "$archive"
