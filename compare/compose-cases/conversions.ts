import type { ComposeCase } from '../../src/golden/cases/compose-input.js'
import { composeCase } from './compose-case.js'

const recipe = `version: "3.8"
services:
  app:
    image: nginx:1.27
    environment: [DOMAIN, LOG_LEVEL=info]
    networks: [proxy, internal]
    secrets: [db_password]
    configs: [{source: entrypoint, target: /entrypoint.sh, mode: 0555}]
    volumes: ["data:/data", "./x:/x:ro"]
    labels: {container: "yes"}
    deploy:
      update_config: {failure_action: rollback, order: start-first, monitor: 5s}
      rollback_config: {order: start-first}
      restart_policy: {condition: on-failure}
      labels: ["traefik.enable=true", "coop-cloud.\${STACK_NAME}.version=1.0.0+1.27"]
  db:
    image: postgres:16
    deploy: {mode: global, resources: {limits: {memory: 1g, cpus: "0.5"}, reservations: {memory: 512M}}}
    healthcheck: {test: pg_isready, interval: 10s, retries: 0}
    stop_grace_period: 1m
networks: {proxy: {external: true}, internal: }
volumes: {data: }
secrets: {db_password: {external: true, name: "\${STACK_NAME}_db_password_v1"}}
configs: {entrypoint: {name: "\${STACK_NAME}_entrypoint_v1", file: entrypoint.sh}}
`

const bodies = [
  '{image: x}',
  '{image: x, deploy: {update_config: {}}}',
  '{image: x, deploy: {update_config: {failure_action: rollback, order: start-first, monitor: 5s}}}',
  '{image: x, deploy: {replicas: 0}}',
  '{image: x, deploy: {mode: global}}',
  '{image: x, deploy: {labels: {com.docker.stack.namespace: mine, a: b}}, labels: {c: d}}',
  '{image: x, ports: ["80:80", "53:53/udp"]}',
  '{image: x, healthcheck: {disable: true}}',
  '{image: x, deploy: {placement: {constraints: [node.role == manager], preferences: [{spread: node.labels.a}]}}}',
  '{image: x, ulimits: {nofile: 5}, cap_add: [A], sysctls: {a: 1}, init: false, stop_signal: SIGINT}',
  '{image: x, volumes: [{type: tmpfs, target: /t, tmpfs: {size: 5}}, /anonymous], tmpfs: [/r], hostname: h, user: u}',
]

/** Files whose services a Swarm would be told about: the reference's `convert` stage says how. */
export const conversionCases: ComposeCase[] = [
  composeCase('conversion', 'a recipe', recipe, { STACK_NAME: 'shop_example_com', DOMAIN: 'shop.example.com' }),
  ...bodies.map((body) => composeCase('conversion', body, `services: {app: ${body}}\n`)),
]
