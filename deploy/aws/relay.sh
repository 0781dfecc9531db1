#!/usr/bin/env bash
# Usage: relay.sh
#
# Makes the relay's VM, or updates the relay on it: package, certificates, stack. Prints RELAY=HOST:PORT for
# the parties. Run bin/fr-adm create relay first.
#
# Examples:
#   deploy/aws/relay.sh
#   deploy/aws/relay.sh --dry-run
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
need AWS_REGION CERTS RELAY_INSTANCE_TYPE RELAY_PORT
USER_NAME=${USER_NAME:-} PARTY=${PARTY:-}
. "$here/aws.sh"
. "$here/names.sh"

cd "$root"
for file in frelay-ca.pem frelay/cert.pem frelay/key.pem; do
  need_artifact "$CERTS/$file" "bin/fr-adm create relay"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# as_json FILE: the text of a PEM file as a JSON string. PEM has nothing to escape but its line ends.
as_json() {
  awk '{ sub(/\r$/, ""); text = text $0 "\\n" } END { printf "\"%s\"", text }' "$1"
}

# The relay's certificate and key as a secret. The token is the content's hash: storing the same again is no
# new version.
store_certificates() {
  local token
  if [ -z "$DRY_RUN" ]; then
    printf '{"RELAY_CA":%s,"RELAY_CERT":%s,"RELAY_KEY":%s}' \
      "$(as_json "$CERTS/frelay-ca.pem")" "$(as_json "$CERTS/frelay/cert.pem")" "$(as_json "$CERTS/frelay/key.pem")" \
      >"$work/secret.json"
  fi
  if relay_arn=$(secret_arn "$relay_secret"); then
    token=$(content_hash "$work/secret.json")
    run aws secretsmanager put-secret-value --secret-id "$relay_secret" \
      --client-request-token "frelay-relay-certificates-$token" --secret-string "file://$work/secret.json" >&2
  else
    run aws secretsmanager create-secret --name "$relay_secret" --description "The relay of Frelay" \
      --secret-string "file://$work/secret.json" >&2
    relay_arn=$(secret_arn "$relay_secret") || relay_arn=ARN_OF_$relay_secret
  fi
}

# known WHAT NAME COMMAND...: what AWS answers. A dry run goes on with NAME for what only AWS can tell.
known() {
  local answer
  if answer=$(ask "${@:3}") && [ -n "$answer" ] && [ "$answer" != None ]; then
    echo "$answer"
  elif [ -n "$DRY_RUN" ]; then
    echo "$2"
  else
    fail "AWS has no $1"
  fi
}

# of_stack QUERY: something about the stack, if there is one.
of_stack() {
  local answer
  answer=$(ask aws cloudformation describe-stacks --stack-name "$relay_stack" --query "Stacks[0].$1" --output text) &&
    [ "$answer" != None ] && echo "$answer"
}

instance() {
  of_stack "Outputs[?OutputKey=='InstanceId'].OutputValue | [0]"
}

# Another image or another subnet would be another VM, so what the stack has it keeps, unless the parameters
# say otherwise.
image() {
  local architecture=x86_64
  case $RELAY_INSTANCE_TYPE in [a-z]*[0-9]g*) architecture=arm64 ;; esac
  of_stack "Parameters[?ParameterKey=='ImageId'].ParameterValue | [0]" ||
    known "image of Amazon Linux 2023" IMAGE aws ssm get-parameter --query Parameter.Value --output text \
      --name "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-$architecture"
}

vpc() {
  of_stack "Parameters[?ParameterKey=='VpcId'].ParameterValue | [0]" ||
    known "default VPC; set RELAY_VPC and RELAY_SUBNET" VPC aws ec2 describe-vpcs \
      --filters Name=is-default,Values=true --query 'Vpcs[0].VpcId' --output text
}

subnet() {
  of_stack "Parameters[?ParameterKey=='SubnetId'].ParameterValue | [0]" ||
    known "default subnet; set RELAY_SUBNET" SUBNET aws ec2 describe-subnets \
      --filters "Name=vpc-id,Values=$1" Name=default-for-az,Values=true \
      --query 'sort_by(Subnets,&AvailabilityZone)[0].SubnetId' --output text
}

run "$root/deploy/relay/package.sh"
bucket=$(bucket_name)
make_bucket "$bucket" >&2
package=$root/deploy/relay/target/frelay-relay.tar.gz
run aws s3 cp --only-show-errors "$package" "s3://$bucket/$relay_package"
store_certificates

existing=$(instance) || existing=
image=${RELAY_IMAGE:-$(image)}
vpc=${RELAY_VPC:-$(vpc)}
subnet=${RELAY_SUBNET:-$(subnet "$vpc")}
run aws cloudformation deploy --stack-name "$relay_stack" --template-file "$here/relay.yaml" \
  --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --parameter-overrides \
  "VpcId=$vpc" "SubnetId=$subnet" "ImageId=$image" "InstanceType=$RELAY_INSTANCE_TYPE" "Port=$RELAY_PORT" \
  "PackageBucket=$bucket" "PackageKey=$relay_package" "SecretArn=$relay_arn" >&2

# A new VM has fetched everything at its first boot. One that was there is told to look again, and restarts
# its relay only if something is new. (If the stack has replaced it, the one of before is gone.)
if [ -n "$existing" ] && [ "$existing" = "$(instance)" ]; then
  command=$(run aws ssm send-command --document-name AWS-RunShellScript --instance-ids "$existing" \
    --parameters commands=/usr/local/sbin/frelay-install --query Command.CommandId --output text)
  run aws ssm wait command-executed --command-id "$command" --instance-id "$existing"
fi
show_outputs "$relay_stack" >&2
relay=$(of_stack "Outputs[?OutputKey=='Relay'].OutputValue | [0]") || [ -n "$DRY_RUN" ] ||
  fail "AWS has not told the relay's address; run this again"
echo "RELAY=${relay:-ADDRESS:$RELAY_PORT}"
