# syntax=docker/dockerfile:1

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
COPY src src
# Tests run before an image is built, not here. The cache keeps the libraries between builds.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -Dmaven.test.skip package

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="ws-gateway" \
      org.opencontainers.image.description="A WebSocket gateway on Vert.x: publish once, and every subscribed client on every node receives it" \
      org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /opt/ws-gateway
COPY LICENSE src/license/EPL-2.0.md src/license/RE2J.md ./
COPY config config
COPY --from=build /build/target/lib lib
# The libraries' licences, and the bill of materials in CycloneDX's format.
COPY --from=build /build/target/THIRD-PARTY.txt /build/target/ws-gateway.cdx.json ./
COPY --from=build /build/target/ws-gateway.jar ./

# Without a UTF-8 locale, the JVM cannot decode variables, arguments and file names that are not ASCII.
ENV LANG=C.UTF-8 LC_ALL=C.UTF-8

# Makes the cache: the loaded classes, and what the compilers have learnt from the warm-up's handshakes. With
# it, a start of the same JVM with the same flags and files needs half of the CPU. The node runs as the only
# member of a cluster, so that the cache has the classes of the cluster too. The step stops the node that it
# started.
# hadolint ignore=DL3001
RUN java -Xmx512m -XX:MaxDirectMemorySize=256m -XX:+UseG1GC \
      --sun-misc-unsafe-memory-access=allow -XX:AOTCacheOutput=/opt/ws-gateway/ws-gateway.aot \
      -jar /opt/ws-gateway/ws-gateway.jar serve --config config/demo.yaml --ready-file /tmp/ready \
      --set node.warmUpMillis=60000 --set cluster.enabled=true --set cluster.host=127.0.0.1 \
      --set 'cluster.discovery.members=["127.0.0.1:5701"]' & pid=$!; \
    until [ -s /tmp/ready ]; do kill -0 $pid || exit 1; sleep 1; done; \
    kill $pid; wait $pid && test -s ws-gateway.aot && rm -rf /tmp/*

# A number, so that Kubernetes can tell that it is not root. This user owns no file: the gateway writes to /tmp only.
USER 10001:10001
# Stays writable with --read-only. Native libraries are loaded from it.
VOLUME /tmp

# Public port, management port. Nodes of a cluster also listen on 5701 and 15701.
EXPOSE 8080 8081

# The JVM interrupts its own threads with this signal, for profilers, and leaves SIGUSR2 to the gateway.
ENV _JAVA_SR_SIGNUM=63

# The exec form: java is process 1 and receives SIGTERM.
# Half of the memory for the heap, and 256 MB of direct memory, fit a limit of 1 GB; docs/run/deploy.md
# says how to change them. G1 is named because a container below 2 CPUs or 1792 MB would get the serial
# collector. If the cache does not fit the JVM, the JVM starts without it and prints nothing. The Tier4
# flags delay the second, expensive compilation of a method until it has had ten times the default number
# of calls, so that it does not slow down the first clients. With a common pool of one thread, Hazelcast
# would start a thread for every callback.
ENTRYPOINT ["java", \
  "-XX:MaxRAMPercentage=50", \
  "-XX:MaxDirectMemorySize=256m", \
  "-XX:+UseG1GC", \
  "-XX:+ExitOnOutOfMemoryError", \
  "-XX:+PerfDisableSharedMem", \
  "--sun-misc-unsafe-memory-access=allow", \
  "-XX:AOTCache=/opt/ws-gateway/ws-gateway.aot", \
  "-Xlog:aot=off", \
  "-XX:Tier4InvocationThreshold=50000", \
  "-XX:Tier4MinInvocationThreshold=6000", \
  "-XX:Tier4CompileThreshold=150000", \
  "-XX:Tier4BackEdgeThreshold=400000", \
  "-Djava.util.concurrent.ForkJoinPool.common.parallelism=4", \
  "-Dhazelcast.logging.type=slf4j", \
  "-jar", "/opt/ws-gateway/ws-gateway.jar"]
# Without a configuration, the gateway runs, rejects everything, and logs which keys to set.
CMD ["serve"]

# There is no HEALTHCHECK: Kubernetes ignores it, and the only program here that could ask is a second
# JVM, which would take more CPU than an idle gateway. Ask /health/ready on port 8081 from outside.

# Last, so that another revision changes no other layer.
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
