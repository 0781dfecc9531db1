#!/usr/bin/env bash
# Usage: secrets.sh
#
# Puts the party's certificates and keys into Google's Secret Manager, as one secret, frelay-USER-PARTY. Run
# again, it adds a version with the present files. Functions use it when their next instance starts.
#
# Examples:
#   deploy/gcp/secrets.sh
#   deploy/gcp/secrets.sh --dry-run
#   deploy/gcp/secrets.sh --parameters deploy/gcp/parameters-1.env
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
. "$here/gcp.sh"
need CERTS
name_party
need_party "$USER_NAME" "$PARTY"
show_project

enable_apis secretmanager

update=()
ask gcloud secrets describe "$secret" --format='value(name)' >/dev/null && update=(--update)
run bin/fr-adm secrets gcp --user "$USER_NAME" --party "$PARTY" --certs "$CERTS" \
  --apply ${update[@]+"${update[@]}"}
say "next: $(command_for deploy.sh)"
