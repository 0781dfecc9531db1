// The party as a container of the HTTP application (examples/ibm-ce) on Azure Container Apps. Container Apps
// has no keys for callers as Functions has: only the addresses in `caller` get through.

param name string

param vaultName string

@description('The secret in the vault, as fr-adm names it.')
param secretName string

@description('The container image, REGISTRY/NAME:TAG, that can be pulled without credentials.')
param image string

@description('Who may call, an address or a range such as 203.0.113.7/32.')
param caller string

@description('Where the relay listens, HOST:PORT.')
param relay string

@description('The parties to meet, with commas.')
param dest string

@description('The handler for calls that name none.')
param handler string

@description('How long a call may take, such as 55s; the ingress gives up after 240 s.')
param patience string

param maximumInstances int = 10

param concurrency int = 8

param location string = resourceGroup().location

module party 'party.bicep' = {
  name: 'party'
  params: {
    name: name
    vaultName: vaultName
    location: location
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: name
  location: location
  properties: {
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${party.outputs.identityId}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: 8080
        transport: 'http'
        allowInsecure: false
        ipSecurityRestrictions: [
          {
            name: 'caller'
            action: 'Allow'
            ipAddressRange: caller
          }
        ]
      }
      secrets: [
        {
          name: 'bundle'
          keyVaultUrl: '${party.outputs.vaultUri}secrets/${secretName}'
          identity: party.outputs.identityId
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'function'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: [
            {
              name: 'RELAY'
              value: relay
            }
            {
              name: 'DEST'
              value: dest
            }
            {
              name: 'FRELAY_HANDLER'
              value: handler
            }
            {
              name: 'FRELAY_TIMEOUT'
              value: patience
            }
            {
              name: 'FRELAY_BUNDLE_FILE'
              value: '/frelay/bundle'
            }
          ]
          probes: [
            {
              type: 'Startup'
              tcpSocket: {
                port: 8080
              }
              periodSeconds: 1
              failureThreshold: 60
            }
          ]
          volumeMounts: [
            {
              volumeName: 'party'
              mountPath: '/frelay'
            }
          ]
        }
      ]
      scale: {
        minReplicas: 0
        maxReplicas: maximumInstances
        rules: [
          {
            name: 'http'
            http: {
              metadata: {
                concurrentRequests: string(concurrency)
              }
            }
          }
        ]
      }
      volumes: [
        {
          name: 'party'
          storageType: 'Secret'
          secrets: [
            {
              secretRef: 'bundle'
              path: 'bundle'
            }
          ]
        }
      ]
    }
  }
}

output url string = 'https://${app.properties.configuration.ingress.fqdn}'
