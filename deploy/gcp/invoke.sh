#!/usr/bin/env bash
# Usage: invoke.sh FILE
#
# Calls the party's function and prints its answer. Call the other parties at the same time.
# FILE contains the input as JSON; - reads it from stdin. The input is no argument, because other users of
# the machine can see arguments.
#
# Examples:
#   deploy/gcp/invoke.sh input.json
#   echo '{"items":["a","b"]}' | deploy/gcp/invoke.sh -
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
[ ${#ARGUMENTS[@]} -eq 1 ] || wrong_usage "give one argument: a file with the input, or -"
input=${ARGUMENTS[0]}
case $input in
  - | /*) ;;
  *) input=$PWD/$input ;;
esac
load_parameters
. "$here/gcp.sh"
name_party
need TIMEOUT
show_project

# A function is a Cloud Run service of the same name, too.
url=$(ask gcloud run services describe "$name" --region="$REGION" --format='value(status.url)') || url=
ask_token=(gcloud auth print-identity-token)
token=$(ask "${ask_token[@]}") || token=
if [ -z "$DRY_RUN" ]; then
  [ -n "$url" ] || fail "there is no $name in $REGION: run $(command_for deploy.sh)"
  [ -n "$token" ] || fail "gcloud gives no token: gcloud auth login"
fi

curl_with_header "Authorization: Bearer" "$token" "$(quoted "${ask_token[@]}")" \
  --silent --show-error --fail-with-body --max-time "$((TIMEOUT + 15))" \
  --header 'Content-Type: application/json' --data-binary "@$input" "${url:-URL}"
echo
