# syntax=docker/dockerfile:1
# One file for every service: docker build --build-arg SERVICE=voice-gateway -t frontdesk/voice-gateway .
# `node scripts/image-contents.ts SERVICE` lists what of this repository goes in; docs/running.md says how it is run.

# By tag, not by digest: a rebuild takes the security fixes of Debian and of Node 26. Pin a digest in the pipeline that deploys.
ARG NODE_IMAGE=node:26-slim

# What the service needs of the repository: no tests, no simulators, no emulators.
FROM ${NODE_IMAGE} AS contents
ARG SERVICE
WORKDIR /repository
COPY . .
RUN node scripts/image-contents.ts "${SERVICE}" --copy /contents

# Its dependencies, as the lockfile says. Node runs the TypeScript, so there is nothing to build; it strips no types below
# node_modules, which is why the rooms stay where they are in the workspace.
FROM ${NODE_IMAGE} AS installed
ARG PNPM_VERSION=12.21.0
RUN npm install --global --no-fund --no-audit "pnpm@${PNPM_VERSION}"
WORKDIR /app
COPY --from=contents /contents/manifests/ ./
# What pnpm notes for itself holds the time of the installation: without it two builds are alike.
RUN --mount=type=cache,id=frontdesk-pnpm,target=/pnpm-store \
    pnpm install --prod --frozen-lockfile --store-dir /pnpm-store --package-import-method copy \
    && rm -f node_modules/.modules.yaml node_modules/.pnpm-workspace-state*.json

FROM ${NODE_IMAGE}
ARG SERVICE
LABEL org.opencontainers.image.title="frontdesk-${SERVICE}" org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=installed /app/ ./
COPY --from=contents /contents/code/ ./
# The one place that may be written to, where a volume is mounted on it.
RUN install -d -o 1000 -g 1000 -m 700 /data
ENV NODE_ENV=production PORT=8080 LINES_DIR=/app/lines
# The image's own user `node`, by number so that a platform can see that it is not root. Everything belongs to root and is only read.
USER 1000:1000
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "main.mjs"]
