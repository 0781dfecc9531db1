# For scripts that try what is published: publishes all that ships into a folder, and runs Maven on projects outside
# this one. Sets work, a folder that is deleted at the end, and version. Takes root, offline (--offline or nothing) and
# artifacts (options for the sources and Javadoc, or nothing).

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

cd "$root" || exit
modules=bom,protocol,credentials,fr-adm,fr-run,relay-app
for pom in function-runtime/*/pom.xml; do
  modules=$modules,${pom%/pom.xml}
done
begin=$(date +%s)
# shellcheck disable=SC2086 # none or one
./mvnw --batch-mode --quiet --fail-at-end -Dsbom=false $artifacts -DskipTests -pl "$modules" -am \
  -DaltDeploymentRepository="local::file:$work/published" deploy
echo "published in $(($(date +%s) - begin)) s: $(find "$work/published" -name '*.pom' | wc -l) artifacts," \
  "$(find "$work/published" -name '*-sources.jar' | wc -l) with sources," \
  "$(find "$work/published" -name '*-javadoc.jar' | wc -l) with Javadoc"
version=$(ls "$work/published/io/frelay/frelay-client" | grep -v '\.xml')

# Others' artifacts are where they are; ours come from the folder alone, and stay out of the user's repository.
mkdir -p "$work/others"
for each in "${MAVEN_REPOSITORY:-$HOME/.m2/repository}"/* ; do
  [ "${each##*/}" = io ] || ln -s "$each" "$work/others/"
done
mkdir -p "$work/others/io"
for each in "${MAVEN_REPOSITORY:-$HOME/.m2/repository}"/io/*; do
  [ "${each##*/}" = frelay ] || ln -s "$each" "$work/others/io/"
done
cat > "$work/settings.xml" <<EOF
<settings>
  <profiles>
    <profile>
      <id>published</id>
      <repositories>
        <repository><id>published</id><url>file://$work/published</url></repository>
      </repositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>published</activeProfile></activeProfiles>
</settings>
EOF

outside() {
  # shellcheck disable=SC2086 # none or one
  "$root/mvnw" -T1 --batch-mode --quiet $offline -s "$work/settings.xml" -Dmaven.repo.local="$work/others" \
    -Daether.offline.protocols=file "$@"
}
