#!/usr/bin/env bash
# Calls the party once: the request, JSON, comes from standard input, the answer goes to standard output.
#
#   echo '{"frelay":{"handler":"overlap","tag":"t1"},"input":{"items":["a","b"]}}' | invoke.sh
#
# Both parties have to be called at about the same time.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
. "$here/gcp.sh"
name_party

# A function is a Cloud Run service of the same name, too.
url=$(ask gcloud run services describe "$name" --region="$REGION" --format='value(status.url)') || url=
token=$(ask gcloud auth print-identity-token) || token=
if [ -z "$DRY_RUN" ]; then
  [ -n "$url" ] || fail "there is no $name in $REGION: run $here/deploy.sh"
  [ -n "$token" ] || fail "gcloud gives no token: gcloud auth login"
fi

# The token is in a file that only curl sees, not among its arguments, which everyone sees.
run curl --silent --show-error --fail-with-body --max-time "$((${TIMEOUT_SECONDS:-60} + 10))" \
  --header @<(echo "Authorization: Bearer $token") --header 'Content-Type: application/json' \
  --data-binary @- "${url:-URL}"
echo
