#!/usr/bin/env bash
# Puts the party's certificates into Secrets Manager, or the new ones in place of the old.
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
say "a function that runs takes it up within five minutes; next: $(command_for deploy.sh)"
