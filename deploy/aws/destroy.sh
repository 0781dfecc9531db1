#!/usr/bin/env bash
# Deletes what the other scripts have made; what is gone already is no error.
#
#   destroy.sh party   the party's function, its log and its secret
#   destroy.sh relay   the relay's VM, its address and its secret
#   destroy.sh bucket  the packages and their bucket
#   destroy.sh all     all of these
#
# Secrets can be restored for seven days (aws secretsmanager restore-secret), and must be before one of the
# same name is made.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
[ ${#ARGUMENTS[@]} -eq 1 ] || wrong_usage "one argument: party, relay, bucket or all"
what=${ARGUMENTS[0]}
case $what in
  party | relay | bucket | all) ;;
  *) wrong_usage "there is no $what to destroy" ;;
esac
load_parameters
need AWS_REGION USER_NAME PARTY
. "$here/aws.sh"
. "$here/names.sh"

is_asked_for() { [ "$what" = "$1" ] || [ "$what" = all ]; }

delete_stack() {
  if still_there aws cloudformation describe-stacks --stack-name "$1"; then
    run aws cloudformation delete-stack --stack-name "$1"
    run aws cloudformation wait stack-delete-complete --stack-name "$1"
  fi
}

# A secret that waits for its deletion is still described, so look at its date.
delete_secret() {
  local deleted
  if deleted=$(ask aws secretsmanager describe-secret --secret-id "$1" --query DeletedDate --output text); then
    [ "$deleted" = None ] || return 0
  elif [ -z "$DRY_RUN" ]; then
    return 0
  fi
  run aws secretsmanager delete-secret --secret-id "$1" --recovery-window-in-days 7 >&2
}

confirm "Delete $what of $USER_NAME's party $PARTY in $AWS_REGION?"
if is_asked_for party; then
  delete_stack "$function"
  delete_secret "$secret"
fi
if is_asked_for relay; then
  delete_stack "$relay_stack"
  delete_secret "$relay_secret"
fi
if is_asked_for bucket; then
  bucket=$(bucket_name)
  if still_there aws s3api head-bucket --bucket "$bucket"; then
    run aws s3 rb --force "s3://$bucket"
  fi
fi
