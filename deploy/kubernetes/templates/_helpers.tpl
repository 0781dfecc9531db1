{{/* Name of all objects: the release's, with the chart's if it is not in it. */}}
{{- define "frelay.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 46 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 46 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* Labels that select the relays. */}}
{{- define "frelay.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Labels of all objects. */}}
{{- define "frelay.labels" -}}
{{ include "frelay.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* Not empty if the relays are a cluster. */}}
{{- define "frelay.cluster" -}}
{{- if or .Values.redis.hosts .Values.redis.hostsSecret.name }}yes{{ else if gt (int .Values.replicas) 1 }}{{ fail "redis.hosts is not set: several relays need a Redis; for one relay set replicas=1" }}{{ end }}
{{- end }}
