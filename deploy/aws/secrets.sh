#!/usr/bin/env bash
# Usage: secrets.sh
#
# Puts the party's certificates into Secrets Manager, or replaces them.
#
# Examples:
#   deploy/aws/secrets.sh
#   deploy/aws/secrets.sh --dry-run
#   deploy/aws/secrets.sh --parameters deploy/aws/parameters-1.env
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
need AWS_REGION USER_NAME PARTY CERTS
. "$here/aws.sh"
. "$here/names.sh"
cd "$root"
need_party "$USER_NAME" "$PARTY"

words=(bin/fr-adm secrets aws --user "$USER_NAME" --party "$PARTY" --certs "$CERTS" --apply)
[ -z "${RELAY:-}" ] || words+=(--relay "$RELAY")
[ -z "${DEST:-}" ] || words+=(--dest "$DEST")
if secret_arn "$secret" >/dev/null; then
  words+=(--update)
fi
run "${words[@]}"
say "a running function uses them within five minutes; next: $(command_for deploy.sh)"
