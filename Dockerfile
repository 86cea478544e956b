# Three images of one build: the service (the default), `--target revokerctl` and `--target simulator`.
#
# glibc, not musl: what reads and writes batches of records (snappy, lz4-napi, @node-rs/crc32) is prebuilt per libc.
# The version is the one of package.json, which a test compares. An organisation with a mirror or
# an authority of its own gives its own base image, its npm settings, or both:
#   docker build --build-arg NODE_IMAGE=… --secret id=npmrc,src=$HOME/.npmrc .
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS base
WORKDIR /app
COPY package.json ./

# Scripts of dependencies are not run, in any stage: nothing that is shipped needs one.
FROM base AS dependencies
COPY package-lock.json ./
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM base AS build
COPY package-lock.json ./
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY libs libs
COPY apps apps
RUN node node_modules/@typescript/native/bin/tsc -p tsconfig.build.json && rm -r dist/libs/testbed

# What the images have in common. It writes nothing: run it with a read-only root file system.
FROM base AS runtime
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist/libs dist/libs
COPY scripts/container-healthcheck.mjs scripts/
# By number, so that an orchestrator can see that it is not root.
USER 1000:1000
STOPSIGNAL SIGTERM

FROM runtime AS simulator
COPY scripts/container-credentials.mjs scripts/
# A new volume that is mounted here takes this folder's owner.
USER root
RUN install -d -o 1000 -g 1000 -m 700 /credentials
USER 1000:1000
COPY --from=build /app/dist/apps/pingone-simulator dist/apps/pingone-simulator
ENV SIMULATOR_HOST=0.0.0.0
EXPOSE 4400
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "scripts/container-healthcheck.mjs", "http://127.0.0.1:4400/__health"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/apps/pingone-simulator/src/main.js"]

FROM runtime AS revokerctl
COPY --from=build /app/dist/apps/revokerctl dist/apps/revokerctl
ENTRYPOINT ["node", "--enable-source-maps", "dist/apps/revokerctl/src/main.js"]

FROM runtime AS revoker
COPY --from=build /app/dist/apps/revoker dist/apps/revoker
ENV HEALTH_HOST=0.0.0.0 HEALTH_PORT=8080
# Fewer collections of what a backlog leaves behind, and one arena for malloc instead of eight: docs/explanation/performance.md.
ENV NODE_OPTIONS=--max-semi-space-size=32 MALLOC_ARENA_MAX=1
EXPOSE 8080
# Alive, not ready: some engines kill what is unhealthy, and that Kafka cannot be reached is no reason for it.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["node", "scripts/container-healthcheck.mjs", "/health/live"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/apps/revoker/src/main.js"]
