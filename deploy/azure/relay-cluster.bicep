// What makes two relays one cluster: an Azure Managed Redis that only their network reaches. In that network the relays
// reach each other, and nobody else is in it.

@description('As relay-store.bicep says: it takes the password.')
param vaultName string

param location string = resourceGroup().location

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' existing = {
  name: 'frelay-relay'
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

// The smallest, with a replica; in regions with zones in another one.
resource registry 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: 'frelay-${uniqueString(resourceGroup().id)}'
  location: location
  sku: {
    name: 'Balanced_B0'
  }
  properties: {
    highAvailability: 'Enabled'
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Disabled'
  }

  resource database 'databases' = {
    name: 'default'
    properties: {
      clientProtocol: 'Encrypted'
      port: 10000
      // One node has all keys, as the relays' scripts need it.
      clusteringPolicy: 'NoCluster'
      evictionPolicy: 'NoEviction'
      accessKeysAuthentication: 'Enabled'
    }
  }
}

resource password 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'relay-registry'
  properties: {
    value: registry::database.listKeys().primaryKey
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-01-01' = {
  name: 'frelay-registry'
  location: location
  properties: {
    subnet: {
      id: network.properties.subnets[0].id
    }
    privateLinkServiceConnections: [
      {
        name: 'registry'
        properties: {
          privateLinkServiceId: registry.id
          groupIds: [
            'redisEnterprise'
          ]
        }
      }
    ]
  }
  dependsOn: [
    registry::database // one change of the registry at a time
  ]

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: 'registry'
          properties: {
            privateDnsZoneId: zone.id
          }
        }
      ]
    }
  }
}

// The registry's name leads to the endpoint, in this network.
resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'privatelink.redis.azure.net'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: 'frelay-relay'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
}

output registry string = '${registry.properties.hostName}:${registry::database.properties.port}'
