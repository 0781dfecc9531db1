// A relay's VM, in a network of its own where one port is open. For the second of two it is deployed again.

param vaultName string

@description('As relay-store.bicep says.')
param storageName string

@description('As relay-store.bicep says.')
param identityId string

@description('The one open port.')
param port int = 6000

param vmSize string = 'Standard_B1ms'

@description('A public key. No port is open for it, but Azure asks for one.')
param sshKey string

@description('Of the VM, its card and its address.')
param name string = 'frelay-relay'

@description('The availability zone of the VM, if it is made in one.')
param zone string = ''

param location string = resourceGroup().location

// Nothing secret is in it: every process on the VM can read it.
var boot = replace(
  replace(loadTextContent('relay-cloud-init.yaml'), '@@VAULT@@', vaultName),
  '@@STORAGE@@',
  storageName
)

resource firewall 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'frelay-relay'
  location: location
  properties: {
    securityRules: [
      {
        name: 'relay'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: string(port)
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'frelay-relay'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.60.0.0/28'
      ]
    }
    subnets: [
      {
        name: 'relay'
        properties: {
          addressPrefix: '10.60.0.0/28'
          networkSecurityGroup: {
            id: firewall.id
          }
        }
      }
    ]
  }
}

resource address 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: name
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource card 'Microsoft.Network/networkInterfaces@2024-01-01' = {
  name: name
  location: location
  properties: {
    ipConfigurations: [
      {
        name: 'relay'
        properties: {
          subnet: {
            id: network.properties.subnets[0].id
          }
          publicIPAddress: {
            id: address.id
          }
        }
      }
    ]
  }
}

resource machine 'Microsoft.Compute/virtualMachines@2024-03-01' = {
  name: name
  location: location
  zones: empty(zone) ? null : [zone]
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    hardwareProfile: {
      vmSize: vmSize
    }
    securityProfile: {
      securityType: 'TrustedLaunch'
      uefiSettings: {
        secureBootEnabled: true
        vTpmEnabled: true
      }
    }
    storageProfile: {
      imageReference: {
        publisher: 'Debian'
        offer: 'debian-12'
        sku: '12-gen2'
        version: 'latest'
      }
      osDisk: {
        createOption: 'FromImage'
        deleteOption: 'Delete'
      }
    }
    osProfile: {
      computerName: name
      adminUsername: 'frelay'
      customData: base64(boot)
      linuxConfiguration: {
        disablePasswordAuthentication: true
        ssh: {
          publicKeys: [
            {
              path: '/home/frelay/.ssh/authorized_keys'
              keyData: sshKey
            }
          ]
        }
      }
    }
    networkProfile: {
      networkInterfaces: [
        {
          id: card.id
        }
      ]
    }
  }
}

output address string = address.properties.ipAddress
output privateAddress string = card.properties.ipConfigurations[0].properties.privateIPAddress
