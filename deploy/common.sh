# shellcheck shell=bash
# Sourced by every script below deploy/. A script begins with a comment that is its --help, and then:
#
#   . "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
#   parse_options "$@"
#   load_parameters
#   need AWS_REGION USER_NAME
#
# All that a script does to a cloud goes through `run`, all that it asks a cloud through `ask`: so a dry
# run shows every command and touches nothing, not even with a query, and needs no login.
# Runs on bash 3.2 too, which macOS has.
set -euo pipefail

# Files that scripts write may hold keys: nobody else may read them, from their first byte.
umask 077

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # for the scripts
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
script=$here/$(basename "$0")

DRY_RUN=${DRY_RUN:-}
ASSUME_YES=
PARAMETERS=$here/parameters.env
# What is left of the command line once the common options are taken.
ARGUMENTS=()

# Commands of a dry run go here, also from within $(...).
exec 3>&1

say() { echo "$*" >&2; }

fail() {
  say "$(basename "$0"): $*"
  exit 1
}

# absolute PATH: the same from every folder.
absolute() {
  local folder
  # A folder that is not there is for whoever opens the file to complain about.
  folder=$(cd "$(dirname "$1")" 2>/dev/null && pwd) || folder=$(dirname "$1")
  echo "${folder%/}/$(basename "$1")"
}

# to_type PATH-OR-WORD...: as a person types it in the project's folder, for hints.
to_type() { quoted "${@#"$root"/}"; }

# command_for SCRIPT ARGUMENT...: how to call a script of this folder for the parameters that this one was
# given: without its --parameters it would be about another party.
command_for() {
  local words=("$here/$1" "${@:2}")
  [ "$PARAMETERS" = "$here/parameters.env" ] || words+=(--parameters "$PARAMETERS")
  to_type "${words[@]}"
}

# say_how_to_call ENTRY...: entries of parties for a session file of bin/fr-run, PARTY: {...}.
say_how_to_call() {
  say "call it by bin/fr-run, with this in the session file (docs/run.md):"
  printf '  %s\n' "$@" >&2
}

# wrong_usage WHAT: exit code 2, as for every program of Frelay.
wrong_usage() {
  say "$(basename "$0"): $*; see $(basename "$0") --help"
  exit 2
}

# The comment at the script's head, with the options that all scripts have before its examples.
usage() {
  head_comment | awk '/^Examples?:/ { shown = 1 } !shown { print }'
  cat <<'END'
Options:
  --parameters FILE  read parameters from FILE instead of parameters.env beside the script
  --dry-run          print the commands; run none of them and do not contact the cloud
  --yes              do not ask before a deletion
  -h, --help         show this help

END
  head_comment | awk '/^Examples?:/ { shown = 1 } shown { print }'
}

head_comment() { awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$script"; }

parse_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --dry-run) DRY_RUN=1 ;;
      --yes) ASSUME_YES=1 ;;
      --parameters)
        [ $# -gt 1 ] || wrong_usage "--parameters needs a file"
        PARAMETERS=$(absolute "$2")
        shift
        ;;
      --help | -h)
        usage
        exit 0
        ;;
      *) ARGUMENTS+=("$1") ;;
    esac
    shift
  done
}

# For scripts that take no arguments of their own.
no_arguments() {
  [ ${#ARGUMENTS[@]} -eq 0 ] || wrong_usage "unknown argument ${ARGUMENTS[0]}"
}

load_parameters() {
  if [ ! -f "$PARAMETERS" ]; then
    say "$(basename "$0"): there is no $(to_type "$PARAMETERS"); make it and set its values:"
    fail "  $(to_type cp "$here/parameters.env.example" "$PARAMETERS")"
  fi
  # shellcheck source=/dev/null
  . "$PARAMETERS"
}

# need NAME...: each parameter is set and not empty. Its meaning is the comment above it in
# parameters.env.example.
need() {
  local name missing=
  for name in "$@"; do
    [ -n "${!name:-}" ] && continue
    missing=1
    say "$(basename "$PARAMETERS"): $name is missing: $(meaning_of "$name")"
  done
  [ -z "$missing" ] || exit 1
}

meaning_of() {
  awk -v name="$1" '
    /^# / { text = text (text == "" ? "" : " ") substr($0, 3); next }
    { line = $0; sub(/^#/, "", line) }
    index(line, name "=") == 1 { print text; exit }
    { text = "" }' "$here/parameters.env.example"
}

# need_program NAME HINT: NAME is on PATH; HINT says where it comes from. A dry run does not need it.
need_program() {
  command -v "$1" >/dev/null 2>&1 && return
  [ -z "$DRY_RUN" ] || return 0
  fail "$1 is not installed: $2"
}

# need_artifact FILE-OR-DIRECTORY COMMAND: it has been built, or say how. A dry run only mentions it.
need_artifact() {
  [ -e "$1" ] && return
  [ -n "$DRY_RUN" ] || fail "$1 is missing; make it: $2"
  say "$(basename "$0"): note: $1 is missing; make it: $2"
}

# check_relays: RELAY_COUNT is 1 or 2, and the certificate is one for a cluster if there are two. fr-adm has made such
# ones since there are clusters; where there is no openssl, the relay itself says it.
check_relays() {
  case ${RELAY_COUNT:=1} in
    1) return ;;
    2) ;;
    *) fail "RELAY_COUNT: '$RELAY_COUNT' is neither 1 nor 2" ;;
  esac
  case $(openssl x509 -in "$CERTS/frelay/cert.pem" -noout -purpose 2>/dev/null) in
    *'SSL client : No'*)
      fail "$CERTS/frelay/cert.pem is for servers only, but two relays connect to each other; make another one: bin/fr-adm create relay --renew"
      ;;
  esac
}

# need_party USER PARTY: the party's certificates and keys are in the folder of certificates.
need_party() {
  local file
  need_artifact "$CERTS/frelay-ca.pem" "bin/fr-adm create relay"
  need_artifact "$CERTS/$1/user-ca.pem" "bin/fr-adm create user --name $(quoted "$1")"
  for file in cert.pem key.pem relay-cert.pem relay-key.pem; do
    need_artifact "$CERTS/$1/$2/$file" "bin/fr-adm create party --name $(quoted "$2") --user $(quoted "$1")"
    # One note is enough.
    [ -e "$CERTS/$1/$2/$file" ] || break
  done
}

# The first 16 hex digits of a file's SHA-256: a name that changes with the content and only with it.
content_hash() {
  if [ ! -f "$1" ]; then # a dry run, see need_artifact
    echo 0000000000000000
  elif command -v sha256sum >/dev/null 2>&1; then
    sha256sum "$1" | cut -c 1-16
  else
    shasum -a 256 "$1" | cut -c 1-16
  fi
}

# As a shell would take it, so that it can be copied.
quoted() {
  local word line=
  for word in "$@"; do
    case $word in
      '' | *[!A-Za-z0-9_./:=,@%+-]*) word="'$(printf '%s' "$word" | sed "s/'/'\\\\''/g")'" ;;
    esac
    line+=" $word"
  done
  echo "${line# }"
}

# show LINE: a command, as one could type it. In a dry run that is what the script is for.
show() {
  if [ -n "$DRY_RUN" ]; then echo "+ $1" >&3; else say "+ $1"; fi
}

# run COMMAND...: shows it, and runs it unless this is a dry run. A program, not a function: whoever reads a
# dry run knows no functions.
run() {
  show "$(quoted "$@")"
  [ -n "$DRY_RUN" ] || "$@"
}

# run_from FILE COMMAND...: the same with FILE for its standard input.
run_from() {
  show "$(quoted "${@:2}") < $(quoted "$1")"
  [ -n "$DRY_RUN" ] || "${@:2}" <"$1"
}

# run_in FOLDER COMMAND...: the same in another folder.
run_in() {
  show "(cd $(quoted "$1") && $(quoted "${@:2}"))"
  [ -n "$DRY_RUN" ] || (cd "$1" && "${@:2}")
}

# ask COMMAND...: a question to the cloud, such as whether something exists, answered by exit code and
# standard output. What it says on standard error is dropped: "not found" is an answer, not an error.
# In a dry run it is shown and the answer is no.
ask() {
  if [ -n "$DRY_RUN" ]; then
    echo "+ $(quoted "$@")" >&3
    return 1
  fi
  "$@" 2>/dev/null
}

# still_there COMMAND...: the same for what is about to be deleted. In a dry run the answer is yes, so that
# the deletion is shown.
still_there() {
  ask "$@" >/dev/null || [ -n "$DRY_RUN" ]
}

# skip_relay_without NAME: for `destroy.sh all`. Where the relay is elsewhere, its parameter is not set, and
# the party is all that there is to delete. To be asked before the first deletion.
skip_relay_without() {
  [ -z "${!1:-}" ] || return 0
  say "$(basename "$0"): note: $1 is not set, so there is no relay here to delete"
  # shellcheck disable=SC2034 # for the scripts
  what=party
}

# confirm QUESTION: yes from --yes, from a dry run, or from a person at the terminal; else the end.
confirm() {
  local answer=
  if [ -n "$ASSUME_YES$DRY_RUN" ]; then
    return 0
  fi
  [ -t 0 ] || fail "this deletes resources: confirm it with --yes"
  read -r -p "$1 [y/N] " answer
  case $answer in
    y | Y | yes) ;;
    *) fail "nothing was deleted" ;;
  esac
}
