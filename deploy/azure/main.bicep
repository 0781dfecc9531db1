// The party as a function app on the Flex Consumption plan: a native executable behind a custom handler. No
// key of a storage account or of anything else: all access is by the party's identity.

@description('The function app, a name that nobody else has: it becomes NAME.azurewebsites.net.')
param name string

param vaultName string

@description('The secret in the vault, as fr-adm names it.')
param secretName string

@description('Where the relay listens, HOST:PORT.')
param relay string

@description('The parties to meet, with commas.')
param dest string

@description('The handler for calls that name none.')
param handler string

@description('How long the function goes on, such as 55s: a little less than functionTimeout in host.json.')
param patience string

@allowed([512, 2048, 4096])
param memory int = 2048

@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@minValue(1)
param concurrency int = 8

param location string = resourceGroup().location

var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'

module party 'party.bicep' = {
  name: 'party'
  params: {
    name: name
    vaultName: vaultName
    location: location
  }
}

// For the package and for what the host keeps about itself.
resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'frelay${uniqueString(resourceGroup().id, name)}'
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: 'packages'
    }
  }
}

resource owns 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, name, blobDataOwner)
  properties: {
    principalId: party.outputs.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataOwner)
  }
}

// Where the function's log goes: a Flex Consumption app has no other.
resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: name
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: name
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, name, metricsPublisher)
  properties: {
    principalId: party.outputs.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${party.outputs.identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Which identity reads FRELAY_BUNDLE from the vault.
    keyVaultReferenceIdentity: party.outputs.identityId
    functionAppConfig: {
      runtime: {
        name: 'custom'
        version: '1.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: memory
        maximumInstanceCount: maximumInstances
        triggers: {
          http: {
            perInstanceConcurrency: concurrency
          }
        }
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}packages'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: party.outputs.identityId
          }
        }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: [
        {
          name: 'AzureWebJobsStorage__accountName'
          value: storage.name
        }
        {
          name: 'AzureWebJobsStorage__credential'
          value: 'managedidentity'
        }
        {
          name: 'AzureWebJobsStorage__clientId'
          value: party.outputs.clientId
        }
        {
          // Says where, and gives no access: that is the identity's.
          name: 'APPLICATIONINSIGHTS_CONNECTION_STRING'
          value: insights.properties.ConnectionString
        }
        {
          name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING'
          value: 'ClientId=${party.outputs.clientId};Authorization=AAD'
        }
        {
          // Without a version: a new one is taken up within a day, or when the app restarts.
          name: 'FRELAY_BUNDLE'
          value: '@Microsoft.KeyVault(SecretUri=${party.outputs.vaultUri}secrets/${secretName})'
        }
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
      ]
    }
  }
  dependsOn: [
    owns
    publishes
  ]
}
