#!/usr/bin/env bash
# Calls the parties and prints the answers. Parties that run elsewhere have to be called at the same time.
#
#   invoke.sh INPUT.json...                        one for each of PARTIES
#   echo '{"items":["a","b"]}' | invoke.sh -       for a single one
#
# The inputs are read from files, since they are the parties' own affair: an argument could be seen by others.
# For the same reason a job gets them by a secret of the project.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
from=$PWD
load_parameters
. "$here/ibm.sh"
need TIMEOUT
name_parties
[ ${#ARGUMENTS[@]} -eq ${#parties[@]} ] ||
  wrong_usage "give as many files with inputs as there are parties: ${#parties[@]}"
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
