#!/usr/bin/env bash
# Usage: destroy.sh party|relay|bucket|all
#
# Deletes what the other scripts have made. Missing items are no error.
#
#   party   the party's function, its log and its secret
#   relay   the relay's VM, its address and its secret; of a cluster both, and the registry
#   bucket  the packages and their bucket
#   all     all of these
#
# Secrets can be restored for seven days (aws secretsmanager restore-secret). Restore a deleted secret before
# you make one of the same name.
#
# Examples:
#   deploy/aws/destroy.sh party --parameters deploy/aws/parameters-1.env
#   deploy/aws/destroy.sh all --dry-run
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
[ ${#ARGUMENTS[@]} -eq 1 ] || wrong_usage "give one argument: party, relay, bucket or all"
what=${ARGUMENTS[0]}
case $what in
  party | relay | bucket | all) ;;
  *) wrong_usage "cannot destroy $what" ;;
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
  # The cluster's names what is in the other two.
  delete_stack "$cluster_stack"
  delete_stack "$second_stack"
  delete_stack "$relay_stack"
  delete_secret "$relay_secret"
fi
if is_asked_for bucket; then
  bucket=$(bucket_name)
  if still_there aws s3api head-bucket --bucket "$bucket"; then
    run aws s3 rb --force "s3://$bucket"
  fi
fi
