# shellcheck shell=bash disable=SC2034 # for the scripts that source it
# Sourced after the parameters: what things are called on AWS.

# The secret is named as fr-adm secrets aws does it; the function, and its stack, like the secret.
secret=frelay/$USER_NAME/$PARTY
function=frelay-$USER_NAME-$PARTY

relay_stack=frelay-relay
second_stack=frelay-relay-2
cluster_stack=frelay-relay-cluster
relay_secret=frelay/relay
relay_package=relay/frelay-relay.tar.gz
