#!/usr/bin/env bash
# Usage: invoke.sh FILE...
#
# Calls the parties and prints their answers. Call parties that run elsewhere at the same time.
# Each FILE contains the input of one of PARTIES as JSON; for a single party, - reads it from stdin. The input
# is no argument, because other users of the machine can see arguments. A job gets its input in a secret of the
# project, for the same reason.
#
# Examples:
#   deploy/ibm-ce/invoke.sh a.json b.json
#   echo '{"items":["a","b"]}' | deploy/ibm-ce/invoke.sh -
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
from=$PWD
load_parameters
. "$here/ibm.sh"
need TIMEOUT
name_parties
[ ${#ARGUMENTS[@]} -eq ${#parties[@]} ] ||
  wrong_usage "give one file with an input per party: ${#parties[@]}"
choose_region

select_project || [ -n "$DRY_RUN" ] || fail "there is no project $PROJECT: run $(command_for secrets.sh)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for index in "${!parties[@]}"; do
  if [ -z "$DRY_RUN" ]; then
    (cd "$from" && cat -- "${ARGUMENTS[$index]}") >"$work/$index"
  fi
done

call_job() {
  local files=() index run_name
  for index in "${!parties[@]}"; do
    files+=(--from-file "$index=$work/$index")
  done
  run ibmcloud ce secret "$(verb secret "$input")" --name "$input" "${files[@]}" --quiet >&2
  run_name=$name-$(date +%s)
  # The log says what has happened, whether it went well or not.
  run ibmcloud ce jobrun submit --job "$name" --name "$run_name" --wait --wait-timeout "$((TIMEOUT + 120))" --quiet >&2 || failed=1
  run ibmcloud ce jobrun logs --name "$run_name" --quiet
}

call_application() {
  local url
  url=$(ask ibmcloud ce application get --name "$name" --output url) || [ -n "$DRY_RUN" ] ||
    fail "there is no application $name: run $(command_for deploy.sh)"
  run curl --silent --show-error --fail-with-body --max-time "$((TIMEOUT + 15))" \
    --header 'Content-Type: application/json' --data-binary "@$work/0" "${url:-URL}" || failed=1
  echo
}

failed=
"call_$VARIANT"
[ -z "$failed" ] || exit 1
