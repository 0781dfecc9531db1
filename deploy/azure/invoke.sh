#!/usr/bin/env bash
# Calls the party and prints its answer. The other parties have to be called at the same time.
#
#   invoke.sh INPUT.json
#   echo '{"items":["a","b"]}' | invoke.sh -
#
# The input is read from a file, since it is the party's own affair: an argument could be seen by others.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
[ ${#ARGUMENTS[@]} -eq 1 ] || wrong_usage "one argument: a file with the input, or -"
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
