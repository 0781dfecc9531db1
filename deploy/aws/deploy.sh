#!/usr/bin/env bash
# Usage: deploy.sh
#
# Deploys or updates one party's function: bucket, package, stack. It can be run again at any time and
# changes only what differs. Run secrets.sh first.
#
# Examples:
#   deploy/aws/deploy.sh
#   deploy/aws/deploy.sh --dry-run
#   deploy/aws/deploy.sh --parameters deploy/aws/parameters-1.env
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
need AWS_REGION USER_NAME PARTY FUNCTION_ZIP RUNTIME ARCHITECTURE EXTENSION_LAYER_ARN
. "$here/aws.sh"
. "$here/names.sh"

zip=$root/${FUNCTION_ZIP#"$root"/}
case $FUNCTION_ZIP in /*) zip=$FUNCTION_ZIP ;; esac
build="./mvnw package -DskipTests -pl examples/aws -am"
[ "$RUNTIME" != provided.al2023 ] || build="$build -Pnative"
need_artifact "$zip" "$build"

# A zip of the wrong kind would deploy well and fail at its first call.
if [ -f "$zip" ] && command -v unzip >/dev/null 2>&1; then
  # Into a variable first: grep -q would hang up on unzip, which pipefail takes for "no".
  files=$(unzip -l "$zip") || fail "$zip is not a zip file; make it: $build"
  if grep -q ' bootstrap$' <<<"$files"; then kind=provided.al2023; else kind=java; fi
  case $RUNTIME:$kind in
    provided.al2023:provided.al2023 | java*:java) ;;
    *) fail "RUNTIME is $RUNTIME, but $zip was built for $kind; make it: $build" ;;
  esac
fi

bucket=$(bucket_name)
make_bucket "$bucket"
key=functions/$(content_hash "$zip").zip
if ! ask aws s3api head-object --bucket "$bucket" --key "$key" >/dev/null; then
  run aws s3 cp --only-show-errors "$zip" "s3://$bucket/$key"
fi

if ! secret_arn=$(secret_arn "$secret"); then
  [ -n "$DRY_RUN" ] || fail "there is no secret $secret in $AWS_REGION; run $(command_for secrets.sh)"
  secret_arn=ARN_OF_$secret
fi

parameters=(
  "FunctionName=$function"
  "Runtime=$RUNTIME"
  "Architecture=$ARCHITECTURE"
  "SnapStart=${SNAP_START:-off}"
  "CodeBucket=$bucket"
  "CodeKey=$key"
  "SecretArn=$secret_arn"
  "ExtensionLayerArn=$EXTENSION_LAYER_ARN"
  "Relay=${RELAY:-}"
  "Dest=${DEST:-}"
  "Handler=${HANDLER:-}"
  "CallerArn=${CALLER_ARN:-}"
  "MemorySize=${MEMORY:-1024}"
  "Timeout=${TIMEOUT:-60}"
  "ReservedConcurrency=${RESERVED_CONCURRENCY:--1}"
)
# Code is in it by the key, so whatever changes what the function does changes the revision, and with it
# the version that the alias points to: see Version in function.yaml.
template=$here/function.yaml
inputs=$(mktemp)
trap 'rm -f "$inputs"' EXIT
{ cat "$template" && printf '%s\n' "${parameters[@]}"; } >"$inputs"
parameters+=("Revision=$(content_hash "$inputs")")

run aws cloudformation deploy --stack-name "$function" --template-file "$template" \
  --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --parameter-overrides "${parameters[@]}"
show_outputs "$function"
say_how_to_call "$PARTY: {aws: '$function:live', region: $AWS_REGION${AWS_PROFILE:+, profile: $AWS_PROFILE}}"
