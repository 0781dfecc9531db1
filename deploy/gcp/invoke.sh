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
