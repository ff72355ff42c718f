import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from './bench.js'
import { cpuSubject } from './cpu-subject.js'
import { measureSideBySide } from './measure-side-by-side.js'
import { type Measurement, stampSubjects } from './measurement.js'

const overlays = 17

/** `stamp` as a process, in CPU time, beside Node doing nothing and `docker stack config` of the same files. */
export async function measureStamp(bench: Bench): Promise<Measurement[]> {
  const { scratch, built, effort, tell } = bench
  tell('stamp')
  const abraDir = join(scratch.dir, 'stamp')
  const cli = join(built.dir, 'dist', 'cli', 'start.cjs')
  const small = await makeRecipe(bench, abraDir, 'small', { 'compose.yml': smallFile })
  const names = ['compose.yml', ...Array.from({ length: overlays }, (_, i) => `compose.part-${i}.yml`)]
  const large = await makeRecipe(bench, abraDir, 'large', {
    'compose.yml': smallFile,
    ...Object.fromEntries(names.slice(1).map((name, i) => [name, overlay(i)])),
  })
  const subject = (name: string, command: string, args: string[], cwd: string, prints: RegExp) =>
    cpuSubject({ name, command, args, cwd, prints }, scratch)
  const stamp = (name: string, app: string, cwd: string, prints: RegExp) => {
    const args = [cli, 'stamp', app, '--chaos', '--no-swarm', '--abra-dir', abraDir]
    return subject(name, process.execPath, args, cwd, prints)
  }
  const merged = /worker-16:/
  const config = ['stack', 'config', ...names.flatMap((name) => ['-c', name])]
  const hasDocker = merged.test(spawnSync('docker', config, { cwd: large, encoding: 'utf8' }).stdout ?? '')
  const measured = await measureSideBySide(
    'stamp',
    names.length,
    [
      subject(stampSubjects.node, process.execPath, ['-e', '0'], small, /^$/),
      stamp(stampSubjects.small, 'small.example.com', small, /chaos-version/),
      stamp(stampSubjects.large, 'large.example.com', large, merged),
      ...(hasDocker ? [subject(stampSubjects.docker, 'docker', config, large, merged)] : []),
    ],
    effort,
  )
  rmSync(abraDir, { recursive: true })
  return measured
}

/** A recipe, and the app `NAME.example.com` that uses all of its compose files. @returns the checkout */
async function makeRecipe(
  { scratch }: Bench,
  abraDir: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const dir = join(abraDir, 'recipes', name)
  const server = join(abraDir, 'servers', 'default')
  for (const folder of [dir, server]) mkdirSync(folder, { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(dir, path), text)
  writeFileSync(
    join(server, `${name}.example.com.env`),
    `TYPE=${name}\nDOMAIN=${name}.example.com\nCOMPOSE_FILE="${Object.keys(files).join(':')}"\n`,
  )
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'all'],
  ])
    await scratch.git(dir, args)
  return dir
}

/** 20 lines, like those of a recipe with one service. */
const smallFile = `version: "3.8"
services:
  app:
    image: nginx:1.27.3
    environment:
      - DOMAIN
    networks:
      - proxy
    volumes:
      - data:/usr/share/nginx/html
    deploy:
      labels:
        - "traefik.enable=true"
        - "traefik.http.routers.\${STACK_NAME}.rule=Host(\`\${DOMAIN}\`)"
        - "coop-cloud.\${STACK_NAME}.version=1.0.0+1.27.3"
networks:
  proxy:
    external: true
volumes:
  data:
`

/** A service of its own, and more of the service app. */
function overlay(number: number): string {
  return `version: "3.8"
services:
  app:
    environment:
      - PART_${number}_URL=http://worker-${number}:8080
      - PART_${number}_KEY=\${PART_${number}_KEY:-none}
    depends_on:
      - worker-${number}
  worker-${number}:
    image: example/worker:1.${number}.0
    command: ["worker", "--queue", "part-${number}"]
    environment:
      DOMAIN: \${DOMAIN}
    healthcheck:
      test: ["CMD", "true"]
      interval: 30s
    volumes:
      - part-${number}:/data
    deploy:
      resources:
        limits:
          memory: 256M
volumes:
  part-${number}:
`
}
