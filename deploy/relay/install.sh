#!/bin/sh
# Usage: install.sh
#
# Installs or upgrades the relay on this machine, as root, from the unpacked frelay-relay.tar.gz. It needs a JRE
# 17 or newer at /usr/bin/java, unless the package has the native executable, and these files in /etc/frelay, with
# mode 0600 and owned by root:
#
#   relay-ca.pem    certs/frelay-ca.pem     the relay CA (never its key)
#   relay-cert.pem  certs/frelay/cert.pem   the relay's certificate
#   relay-key.pem   certs/frelay/key.pem    its key
#
# It can be run again at any time and changes only what differs. It restarts the relay only if the relay, its
# unit, its settings or its certificates have changed; sessions then end after relay.drain-timeout. In a cluster it
# ends when the relay serves again, so that the other one can be next.
#
# Example:
#   tar -xzf frelay-relay.tar.gz && sudo frelay-relay/install.sh
set -eu

# Elsewhere only for a try without root; nothing is started then.
prefix=${FRELAY_PREFIX:-}
etc=$prefix/etc/frelay
opt=$prefix/opt/frelay
unit=$prefix/etc/systemd/system/frelay-relay.service
native=$unit.d/native.conf
source=$(cd "$(dirname "$0")" && pwd)
if [ -f "$source/relay" ]; then program=relay; else program=quarkus-app; fi

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

case ${1:-} in
  '') ;;
  *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "$0"; [ "$1" = --help ] && exit 0 || exit 2 ;;
esac

[ -n "$prefix" ] || [ "$(id -u)" = 0 ] || fail "run it as root: sudo $0"
[ -n "$prefix" ] || [ "$program" = relay ] || [ -x /usr/bin/java ] || fail "there is no /usr/bin/java: install a JRE 17 or newer (apt-get install openjdk-17-jre-headless, dnf install java-21-amazon-corretto-headless)"
[ "$program" != relay ] || "$source/relay" --version >/dev/null || fail "the package's native executable does not run on this machine ($(uname -m)): build it on one of the same architecture and system, or make a package without it"
for name in relay-ca relay-cert relay-key; do
  [ -s "$etc/$name.pem" ] || fail "$etc/$name.pem is missing; see the head of this script"
done
# A key that others can read is one to replace, not one to hide now.
[ -z "$(find "$etc/relay-key.pem" -perm /077)" ] || fail "others can read $etc/relay-key.pem: chmod 600, and if they may have, make a new one (fr-adm create relay --renew)"
[ ! -e "$etc/frelay-key.pem" ] || fail "$etc/frelay-key.pem is the key of the relay CA; it has no business on the relay's machine: take it away"

# Each version has a folder of its own, named by its content, and is switched to in one step. The former one
# stays: the running relay still loads classes from it until it is restarted.
version=$(cd "$source" && find "$program" -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum | cut -c 1-16)
former=$(readlink "$opt/current" || true)
umask 022
mkdir -p "$opt"
if [ ! -d "$opt/$version" ]; then
  rm -rf "$opt/$version.part"
  mkdir "$opt/$version.part"
  cp -R "$source/$program" "$opt/$version.part/$program"
  mv "$opt/$version.part" "$opt/$version"
fi
ln -sfn "$version" "$opt/current"
mkdir -p "$(dirname "$unit")"
cp "$source/frelay-relay.service" "$unit"
if [ "$program" = relay ]; then
  mkdir -p "$(dirname "$native")"
  cp "$source/native.conf" "$native"
else
  rm -f "$native"
fi
for old in "$opt"/*; do
  case ${old##*/} in
    current | started | "$version" | "${former:-$version}") ;;
    *) rm -rf "$old" ;;
  esac
done

# What the relay has read at its start, so that a second run knows whether to restart it.
state=$(cat "$unit" "$native" "$etc"/relay-*.pem "$etc/relay.env" "$etc/cluster.env" 2>/dev/null | sha256sum | cut -c 1-16)-$version
if [ -n "$prefix" ]; then
  echo "installed below $prefix; nothing was started" >&2
  exit 0
fi
systemctl daemon-reload
systemctl enable --quiet frelay-relay
if [ "$(cat "$opt/started" 2>/dev/null)" = "$state" ] && systemctl is-active --quiet frelay-relay; then
  echo "the relay runs, and nothing has changed" >&2
else
  systemctl restart frelay-relay
  (umask 077 && echo "$state" >"$opt/started")
  echo "the relay was started; its log: journalctl -u frelay-relay" >&2
fi

setting() { cat "$etc/relay.env" "$etc/cluster.env" 2>/dev/null | sed -n "s/^$1=//p" | tail -n 1; }

# Ready, and its registry answers. Not every system has curl.
serves() {
  timeout 5 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf "GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" >&3; cat <&3' \
    serves "$port" 2>/dev/null | tr -d ' \r\n' | grep '200OK.*"cluster-registry":"up"' >/dev/null
}

if [ -n "$(setting RELAY_CLUSTER_REGISTRY)" ]; then
  port=$(setting QUARKUS_MANAGEMENT_PORT)
  port=${port:-9464}
  attempts=60
  until serves; do
    attempts=$((attempts - 1))
    [ "$attempts" -gt 0 ] || fail "the relay does not serve, or the registry of its cluster does not answer: journalctl -u frelay-relay"
    sleep 1
  done
  echo "the relay serves, and the registry answers" >&2
fi
