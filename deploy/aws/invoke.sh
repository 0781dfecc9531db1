#!/usr/bin/env bash
# Usage: invoke.sh FILE
#
# Calls the party's function and prints its answer. Call the other parties at the same time.
# FILE contains the input as JSON; - reads it from stdin. The input is no argument, because other users of
# the machine can see arguments.
#
# Examples:
#   deploy/aws/invoke.sh input.json
#   echo '{"items":["a","b"]}' | deploy/aws/invoke.sh -
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
[ ${#ARGUMENTS[@]} -eq 1 ] || wrong_usage "give one argument: a file with the input, or -"
load_parameters
need AWS_REGION USER_NAME PARTY
. "$here/aws.sh"
. "$here/names.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$DRY_RUN" ]; then
  cat -- "${ARGUMENTS[0]}" >"$work/input.json"
fi

# fileb:// is the input as it is; of other forms, version 2 of the CLI takes the value for base64.
# The CLI would give up after a minute, and then call once more, as if the first call had not been.
error=$(AWS_MAX_ATTEMPTS=1 run aws lambda invoke --function-name "$function" --qualifier live \
  --cli-read-timeout "$((${TIMEOUT:-60} + 15))" --payload "fileb://$work/input.json" \
  --query FunctionError --output text "$work/answer.json")
[ -z "$DRY_RUN" ] || exit 0
cat "$work/answer.json"
echo
case $error in
  None | '') ;;
  *) fail "the function failed ($error); its log: aws logs tail /aws/lambda/$function --since 5m" ;;
esac
