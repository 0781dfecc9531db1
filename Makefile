# For those who type make. All of it is Maven's work and Jib's, so no container engine is needed.
#
#   make build                           what bin/ runs, and the functions' packages
#   make build-image                     images of relay, client_func and function, each a tar file
#   make docker-build                    the same, loaded into docker or podman where one runs
#   make push-image REGISTRY=HOST/PATH   the same, pushed there, with the credentials of docker login
#
# Options for Maven: MAVEN_FLAGS, such as MAVEN_FLAGS=-Dimage.base=my/jre:25.

MAVEN = ./mvnw --quiet --batch-mode -DskipTests $(MAVEN_FLAGS)
IMAGES = relay-app,function-runtime/client-func,examples/ibm-ce
TARS = relay-app/target/jib-image.tar function-runtime/client-func/target/jib-image.tar \
  examples/ibm-ce/target/jib-image.tar

.PHONY: build build-image docker-build push-image

build:
	$(MAVEN) package

build-image:
	$(MAVEN) -Pimage -pl $(IMAGES) -am package

docker-build: build-image
	@for engine in docker podman; do \
	  if "$$engine" info >/dev/null 2>&1; then \
	    for tar in $(TARS); do "$$engine" load -i "$$tar" || exit 1; done; \
	    exit 0; \
	  fi; \
	done; \
	echo "no docker or podman runs here; the images, for docker load -i: $(TARS)"

push-image:
	@[ -n "$(REGISTRY)" ] || { echo "make push-image needs REGISTRY=HOST/PATH" >&2; exit 2; }
	$(MAVEN) -Pimage -Dimage.push -Dimage.registry=$(REGISTRY)/ -pl $(IMAGES) -am package
