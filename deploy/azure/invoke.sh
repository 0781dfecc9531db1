#!/usr/bin/env bash
# Usage: invoke.sh FILE
#
# Calls the party's function and prints its answer. Call the other parties at the same time.
# FILE contains the input as JSON; - reads it from stdin. The input is no argument, because other users of
# the machine can see arguments.
#
# Examples:
#   deploy/azure/invoke.sh input.json
#   echo '{"items":["a","b"]}' | deploy/azure/invoke.sh -
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
[ ${#ARGUMENTS[@]} -eq 1 ] || wrong_usage "give one argument: a file with the input, or -"
input=${ARGUMENTS[0]}
case $input in
  - | /*) ;;
  *) input=$PWD/$input ;;
esac
load_parameters
. "$here/azure.sh"
need VARIANT TIMEOUT
name_party
case $VARIANT in
  function | container) ;;
  *) fail "VARIANT: '$VARIANT' is neither function nor container" ;;
esac

request=(--silent --show-error --fail-with-body --max-time "$((TIMEOUT + 15))"
  --header 'Content-Type: application/json' --data-binary "@$input")
if [ "$VARIANT" = function ]; then
  url=https://$name.azurewebsites.net/api/frelay
  ask_key=(az functionapp function keys list --resource-group "$group" --name "$name" --function-name frelay
    --query default --output tsv)
  key=$(ask "${ask_key[@]}") || [ -n "$DRY_RUN" ] || fail "there is no function $name: run $(command_for deploy.sh)"
  curl_with_header x-functions-key: "$key" "$(quoted "${ask_key[@]}")" "${request[@]}" "$url"
else
  url=$(output_of "$group" container.bicep url)
  run curl "${request[@]}" "$url"
fi
echo
