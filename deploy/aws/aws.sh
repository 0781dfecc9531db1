# shellcheck shell=bash
# Sourced by the scripts of this folder, after the parameters: what they share about AWS.

need_program aws "the AWS CLI, version 2: https://docs.aws.amazon.com/cli/"

# For the CLI and for fr-adm, which calls it. No pager: a script waits for nobody.
export AWS_REGION AWS_DEFAULT_REGION=$AWS_REGION AWS_PAGER=
if [ -n "${AWS_PROFILE:-}" ]; then
  export AWS_PROFILE
fi

# The bucket for packages, of this account and region unless BUCKET names one.
bucket_name() {
  local account
  if [ -n "${BUCKET:-}" ]; then
    echo "$BUCKET"
    return
  fi
  if ! account=$(ask aws sts get-caller-identity --query Account --output text); then
    [ -n "$DRY_RUN" ] || fail "not logged in to AWS; run aws configure or aws sso login"
    account=ACCOUNT
  fi
  echo "frelay-$account-$AWS_REGION"
}

# make_bucket NAME: it is there, and nothing in it can be made public.
make_bucket() {
  if ! ask aws s3api head-bucket --bucket "$1" >/dev/null; then
    run aws s3 mb "s3://$1" >&2
  fi
  run aws s3api put-public-access-block --bucket "$1" --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
}

# secret_arn NAME: its ARN, or nothing and a failure if there is no such secret.
secret_arn() {
  ask aws secretsmanager describe-secret --secret-id "$1" --query ARN --output text
}

# show_outputs STACK: what the stack says about what it has made.
show_outputs() {
  run aws cloudformation describe-stacks --stack-name "$1" \
    --query 'Stacks[0].Outputs[].[OutputKey,OutputValue]' --output text
}
