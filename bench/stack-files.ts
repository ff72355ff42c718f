// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose files have `${…}`
import { seededRandom } from './random.js'

const count = 100

/** What the files interpolate. */
export const stackEnv: Readonly<Record<string, string>> = {
  STACK_NAME: 'stack',
  DOMAIN: 'stack.example.com',
  VERSION: '1.2.3',
  REPLICAS: '2',
}

/**
 * Made stack files of the shapes that public ones have: most have one to five services and 20 to 150 lines, one in ten is large; lists and maps,
 * short and long forms, variables with and without defaults, anchors. The same in every run.
 */
export function stackFiles(): { path: string; text: string }[] {
  const random = seededRandom(628)
  return Array.from({ length: count }, (_, i) => ({ path: `/stacks/${i}/compose.yml`, text: stackFile(random, i) }))
}

type Random = (below: number) => number

function stackFile(random: Random, number: number): string {
  const services = number % 10 === 0 ? 8 + random(12) : 1 + random(5)
  const hasAnchors = random(4) === 0
  const anchors = hasAnchors
    ? 'x-logging: &logging\n  driver: json-file\n  options: {max-size: "10m", max-file: "3"}\n'
    : ''
  const names = Array.from({ length: services }, (_, i) => (i === 0 ? 'app' : `service-${i}`))
  return [
    `version: "3.${[5, 7, 8, 8, 8, 9][random(6)]}"`,
    `${anchors}services:`,
    ...names.map((name, i) => service(random, name, names.slice(0, i), hasAnchors)),
    'networks:',
    '  proxy:',
    '    external: true',
    '  internal:',
    '    driver: overlay',
    'volumes:',
    ...names.map((name) => `  ${name}-data:`),
    'configs:',
    '  conf:',
    '    name: ${STACK_NAME}_conf_${CONF_VERSION:-v1}',
    '    external: true',
    'secrets:',
    '  password:',
    '    external: true',
    '    name: ${STACK_NAME}_password_${SECRET_PASSWORD_VERSION:-v1}',
    '',
  ].join('\n')
}

function service(random: Random, name: string, others: readonly string[], hasAnchors: boolean): string {
  const some = (of: number, ...lines: string[]) => (random(of) === 0 ? lines : [])
  const variables = 1 + random(8)
  const asMap = random(2) === 0
  const labels = 2 + random(6)
  return [
    `  ${name}:`,
    `    image: registry.example.com/team/${name}:\${VERSION}-alpine`,
    ...some(2, '    command: ["serve", "--listen", "0.0.0.0:8080", "--url", "https://${DOMAIN}/"]'),
    '    environment:',
    ...Array.from({ length: variables }, (_, i) => {
      const value =
        i % 3 === 0 ? '${DOMAIN}' : i % 3 === 1 ? `\${SETTING_${i}:-https://${name}.example.com/a/b}` : `value ${i}`
      return asMap ? `      SETTING_${i}: "${value}"` : `      - SETTING_${i}=${value}`
    }),
    '    networks:',
    '      - internal',
    ...some(2, '      - proxy'),
    '    volumes:',
    `      - ${name}-data:/var/lib/${name}`,
    ...some(
      3,
      '      - type: bind',
      '        source: /etc/localtime',
      '        target: /etc/localtime',
      '        read_only: true',
    ),
    ...some(
      3,
      '    ports:',
      '      - "8080:80"',
      '      - target: 443',
      '        published: 8443',
      '        mode: host',
    ),
    ...some(3, '    secrets:', '      - password'),
    ...some(3, '    configs:', '      - source: conf', '        target: /etc/app.conf', '        mode: 0440'),
    ...(others.length > 0 ? some(2, '    depends_on:', `      - ${others.at(-1)}`) : []),
    ...some(
      2,
      '    healthcheck:',
      '      test: ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"]',
      '      interval: 30s',
      '      timeout: 10s',
      '      retries: 5',
      '      start_period: 1m',
    ),
    ...(hasAnchors ? ['    logging: *logging'] : []),
    '    deploy:',
    ...some(2, '      replicas: ${REPLICAS}'),
    ...some(2, '      resources:', '        limits:', '          cpus: "0.50"', '          memory: 512M'),
    ...some(
      2,
      '      update_config:',
      '        failure_action: rollback',
      '        order: start-first',
      '        delay: 10s',
    ),
    '      restart_policy:',
    '        condition: on-failure',
    '      labels:',
    ...Array.from(
      { length: labels },
      (_, i) => `        - "traefik.http.routers.\${STACK_NAME}-${i}.rule=Host(\`\${DOMAIN}\`)"`,
    ),
  ].join('\n')
}
