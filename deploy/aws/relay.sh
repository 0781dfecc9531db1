#!/usr/bin/env bash
# Usage: relay.sh
#
# Makes the relay's VM, or updates the relay on it: package, certificates, stack. Prints RELAY=HOST:PORT for
# the parties. Run bin/fr-adm create relay first.
#
# With RELAY_COUNT=2 it makes a cluster: a VM in each of two availability zones, and an ElastiCache for Valkey that
# only the two reach. An existing relay becomes the first of the two and keeps its address. An update waits until the
# first relay serves again before it restarts the second.
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
check_relays

# Of a cluster, for the relays alone.
trunk_port=$((RELAY_PORT + 1))
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

# of_stack STACK QUERY: something about the stack, if there is one.
of_stack() {
  local answer
  answer=$(ask aws cloudformation describe-stacks --stack-name "$1" --query "Stacks[0].$2" --output text) &&
    [ "$answer" != None ] && echo "$answer"
}

# parameter STACK NAME, output STACK NAME
parameter() { of_stack "$1" "Parameters[?ParameterKey=='$2'].ParameterValue | [0]"; }
output() { of_stack "$1" "Outputs[?OutputKey=='$2'].OutputValue | [0]"; }

# said STACK NAME: an output that must be there. A dry run goes on with its name.
said() {
  output "$1" "$2" && return
  [ -n "$DRY_RUN" ] || fail "the stack $1 does not say its $2; run this again"
  echo "$2"
}

# address_of STACK: its relay's HOST:PORT.
address_of() {
  output "$1" Relay && return
  [ -n "$DRY_RUN" ] || fail "AWS has not told the relay's address; run this again"
  echo "ADDRESS:$RELAY_PORT"
}

# Another image or another subnet would be another VM, so what the stack has it keeps, unless the parameters
# say otherwise.
image() {
  local architecture=x86_64
  case $RELAY_INSTANCE_TYPE in [a-z]*[0-9]g*) architecture=arm64 ;; esac
  parameter "$1" ImageId ||
    known "image of Amazon Linux 2023" IMAGE aws ssm get-parameter --query Parameter.Value --output text \
      --name "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-$architecture"
}

vpc() {
  parameter "$relay_stack" VpcId ||
    known "default VPC; set RELAY_VPC and RELAY_SUBNET" VPC aws ec2 describe-vpcs \
      --filters Name=is-default,Values=true --query 'Vpcs[0].VpcId' --output text
}

# default_subnet SUBNETS NAME: of the VPC's default subnets, of which each zone has one, the first.
default_subnet() {
  known "default subnet; set $2" SUBNET aws ec2 describe-subnets \
    --filters "Name=vpc-id,Values=$vpc" Name=default-for-az,Values=true \
    --query "sort_by($1,&AvailabilityZone)[0].SubnetId" --output text
}

# make_relay STACK SUBNET
make_relay() {
  local image
  image=${RELAY_IMAGE:-$(image "$1")}
  run aws cloudformation deploy --stack-name "$1" --template-file "$here/relay.yaml" \
    --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --parameter-overrides \
    "VpcId=$vpc" "SubnetId=$2" "ImageId=$image" "InstanceType=$RELAY_INSTANCE_TYPE" "Port=$RELAY_PORT" \
    "PackageBucket=$bucket" "PackageKey=$relay_package" "SecretArn=$relay_arn" >&2
}

make_cluster() {
  local group group_2 role role_2
  group=$(said "$relay_stack" SecurityGroup)
  group_2=$(said "$second_stack" SecurityGroup)
  role=$(said "$relay_stack" Role)
  role_2=$(said "$second_stack" Role)
  run aws cloudformation deploy --stack-name "$cluster_stack" --template-file "$here/relay-cluster.yaml" \
    --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --parameter-overrides \
    "VpcId=$vpc" "SubnetIds=$subnet,$subnet_2" "TrunkPort=$trunk_port" \
    "FirstGroup=$group" "SecondGroup=$group_2" "FirstRole=$role" "SecondRole=$role_2" >&2
}

# on_vm INSTANCE PARAMETERS: what AWS-RunShellScript does with them, as root, to its end. The agent of a new VM
# may not have been heard of yet.
on_vm() {
  local command attempt
  for attempt in 1 2 3 4 5 6; do
    command=$(run aws ssm send-command --document-name AWS-RunShellScript --instance-ids "$1" \
      --parameters "$2" --query Command.CommandId --output text) && break
    [ "$attempt" = 6 ] && fail "the VM $1 takes no commands; see above, and run this again"
    sleep 10
  done
  # It gives up after 100 seconds, which sessions that drain may outlast.
  run aws ssm wait command-executed --command-id "$command" --instance-id "$1" ||
    run aws ssm wait command-executed --command-id "$command" --instance-id "$1" || {
    run aws ssm get-command-invocation --command-id "$command" --instance-id "$1" \
      --query StandardErrorContent --output text >&2
    fail "the relay on $1 was not updated; see above"
  }
}

# join STACK: its relay takes the settings of the cluster, and all else that is new. The VM reads the password
# by itself. install.sh ends when the relay serves.
join() {
  local address password registry relay instance
  instance=$(said "$1" InstanceId)
  address=$(said "$1" PrivateAddress)
  relay=$(address_of "$1")
  registry=$(said "$cluster_stack" RegistryAddress)
  password=$(said "$cluster_stack" PasswordArn)
  on_vm "$instance" "{\"commands\":[\"set -eu; umask 077; file=/etc/frelay/cluster.env\",\
\"password=\$(aws secretsmanager get-secret-value --region $AWS_REGION --secret-id $password --query SecretString --output text)\",\
\"for line in RELAY_CLUSTER_REGISTRY=redis RELAY_CLUSTER_LISTEN=$address:$trunk_port RELAY_CLUSTER_PARTY_ADDRESS=$relay \
QUARKUS_REDIS_HOSTS=rediss://$registry:6379 QUARKUS_REDIS_PASSWORD=\$password; do echo \$line; done >\$file.part\",\
\"mv \$file.part \$file\",\"/usr/local/sbin/frelay-install\"]}"
}

if [ "$RELAY_COUNT" = 1 ] && [ -n "$(of_stack "$second_stack" StackId)" ]; then
  fail "there are two relays, and RELAY_COUNT is 1: set RELAY_COUNT=2, or remove both ($(command_for destroy.sh relay)) and make a new one; its address will be different"
fi
run "$root/deploy/relay/package.sh"
bucket=$(bucket_name)
make_bucket "$bucket" >&2
package=$root/deploy/relay/target/frelay-relay.tar.gz
run aws s3 cp --only-show-errors "$package" "s3://$bucket/$relay_package"
store_certificates

vpc=${RELAY_VPC:-$(vpc)}
subnet=${RELAY_SUBNET:-$(parameter "$relay_stack" SubnetId || default_subnet Subnets RELAY_SUBNET)}

if [ "$RELAY_COUNT" = 1 ]; then
  existing=$(output "$relay_stack" InstanceId) || existing=
  make_relay "$relay_stack" "$subnet"
  # A new VM has fetched everything at its first boot. One that was there is told to look again, and restarts
  # its relay only if something is new. (If the stack has replaced it, the one of before is gone.)
  if [ -n "$existing" ] && [ "$existing" = "$(output "$relay_stack" InstanceId)" ]; then
    on_vm "$existing" commands=/usr/local/sbin/frelay-install
  fi
else
  subnet_2=${RELAY_SECOND_SUBNET:-$(parameter "$second_stack" SubnetId ||
    default_subnet "Subnets[?SubnetId!='$subnet']" RELAY_SECOND_SUBNET)}
  clustered=$(output "$cluster_stack" RegistryAddress) || clustered=
  make_relay "$relay_stack" "$subnet"
  # The stack may have restarted or replaced it, and may do so to the other one next.
  [ -z "$clustered" ] || join "$relay_stack"
  make_relay "$second_stack" "$subnet_2"
  make_cluster
  join "$relay_stack"
  join "$second_stack"
  show_outputs "$second_stack" >&2
fi
show_outputs "$relay_stack" >&2
relay=$(address_of "$relay_stack")
if [ "$RELAY_COUNT" = 2 ]; then
  relay+=,$(address_of "$second_stack")
fi
echo "RELAY=$relay"
