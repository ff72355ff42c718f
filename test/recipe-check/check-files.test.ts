// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose files have `${…}`
import { describe, expect, it } from 'vitest'
import type { RecipeFinding } from '../../src/recipe-check/recipe-finding.js'
import { checkOf, type Files, fine, kindsOf } from './made-recipe.js'

const compose = fine['compose.yml']
const sample = fine['.env.sample']
const overlay = (service: string) => ({ 'compose.b.yml': `version: "3.8"\nservices:\n${service}` })

type Expected = Pick<RecipeFinding, 'kind' | 'severity'> & Partial<RecipeFinding>

describe('a finding', () => {
  it.each<[string, Files, Expected]>([
    [
      'of a line that godotenv refuses',
      { '.env.sample': `${sample}A B\n` },
      { kind: 'env-sample-invalid', severity: 'error', file: '.env.sample', line: 7 },
    ],
    [
      'of a sample without a recipe',
      { '.env.sample': sample.replace('TYPE=made', 'TYPO=made') },
      { kind: 'env-sample-without-recipe', severity: 'error', file: '.env.sample' },
    ],
    [
      'of a modifier that abra does not know',
      { '.env.sample': sample.replace('charset=hex', 'charsets=hex') },
      {
        kind: 'env-modifier-unknown',
        severity: 'warning',
        line: 6,
        text: 'the comment behind SECRET_SMTP_PASSWORD_VERSION has charsets=hex: abra knows length, charset, generate only',
      },
    ],
    [
      'of a length that is no number',
      { '.env.sample': sample.replace('length=32', 'length=long') },
      { kind: 'env-modifier-unknown', severity: 'warning', fixes: ['write length=32'] },
    ],
    [
      'of a variable that no owner knows of',
      { '.env.sample': sample.replace('#SMTP_HOST', '#SMTP_SERVER') },
      {
        kind: 'variable-not-in-sample',
        severity: 'warning',
        file: 'compose.smtp.yml',
        line: 5,
        variable: { name: 'SMTP_HOST' },
      },
    ],
    [
      'of a template that reads what app does not have',
      { 'conf.tmpl': 'a\n{{- if env "DOMAIN" }}{{ env `NOWHERE` }}{{ end }}\n' },
      {
        kind: 'template-variable-missing',
        severity: 'warning',
        file: 'conf.tmpl',
        line: 2,
        variable: { name: 'NOWHERE' },
      },
    ],
    [
      'of a template that reads what another service does not have',
      overlay('  more: {image: "a:1", healthcheck: {}, configs: [conf], environment: {A: b}}\n'),
      {
        kind: 'template-variable-missing',
        severity: 'warning',
        text: 'the template reads DOMAIN for the service more, and the environment of more lacks it, and abra adds variables to app only, so it is empty there',
      },
    ],
    [
      'of a variable without braces before a -',
      overlay('  app: {hostname: "$DOMAIN-$STACK_NAME"}\n'),
      {
        kind: 'variable-takes-default',
        severity: 'warning',
        file: 'compose.b.yml',
        line: 3,
        fixes: ['write ${DOMAIN}-'],
      },
    ],
    [
      'of an empty variable that the app fills',
      overlay('  app:\n    environment:\n      - DOMAIN=\n'),
      { kind: 'empty-variable-filled', severity: 'warning', file: 'compose.b.yml', line: 5 },
    ],
    [
      'of an empty variable in a map',
      overlay('  app: {environment: {SMTP_HOST: ""}}\n'),
      { kind: 'empty-variable-filled', severity: 'warning', file: 'compose.b.yml', line: 3 },
    ],
    [
      'of variables in keys of a map',
      overlay('  app:\n    labels:\n      fine: $DOMAIN\n      "a.${STACK_NAME}.b": c\n      $DOMAIN: d\n'),
      {
        kind: 'variable-in-key',
        severity: 'warning',
        file: 'compose.b.yml',
        line: 6,
        text: 'the key a.${STACK_NAME}.b, and 1 more of services.app.labels, keeps its variable: docker fills variables in values only, not in keys of a map',
        fixes: ['write labels as a list: - "a.${STACK_NAME}.b=…"'],
      },
    ],
    [
      'of a variable in the name of an option',
      { 'compose.b.yml': 'version: "3.8"\nvolumes: {data: {driver_opts: {"$DOMAIN": a}}}\n' },
      { kind: 'variable-in-key', severity: 'warning', line: 2, fixes: ['write the name itself'] },
    ],
    [
      'of a key that an alias takes from an extension',
      { 'compose.b.yml': 'version: "3.8"\nx-top: &top\n  $DOMAIN: a\nservices:\n  app: {environment: *top}\n' },
      {
        kind: 'variable-in-key',
        severity: 'warning',
        file: 'compose.b.yml',
        fixes: [expect.stringContaining('environment as a list')],
      },
    ],
    [
      'of a bind mount that starts at the recipe',
      overlay('  app:\n    volumes: ["./data:/data", "/abs:/abs"]\n'),
      {
        kind: 'relative-bind',
        severity: 'warning',
        file: 'compose.b.yml',
        line: 4,
        text: "app mounts ./data, which docker takes for a path from the recipe's folder on the machine that deploys; each node must have it",
      },
    ],
    [
      'of a bind mount below a home folder',
      overlay('  app:\n    volumes: [{type: bind, source: ~/data, target: /d}]\n'),
      { kind: 'relative-bind', severity: 'warning', line: 4 },
    ],
    [
      'of a service without an image, once',
      overlay('  more: {healthcheck: {}}\n'),
      { kind: 'no-image', severity: 'error', file: 'compose.b.yml', line: 3, text: 'the service more has no image' },
    ],
    [
      'of an image whose variable is empty',
      overlay('  more: {image: "${NO_IMAGE-}", healthcheck: {}}\n'),
      { kind: 'compose-unconvertible', severity: 'warning', file: 'compose.b.yml', line: 3 },
    ],
    [
      'of ports that a second file drops',
      {
        'compose.yml': compose.replace(
          '    configs: [conf]',
          '    ports: ["53:53/tcp", "53:53/udp"]\n    configs: [conf]',
        ),
      },
      {
        kind: 'items-dropped',
        severity: 'warning',
        file: 'compose.yml',
        line: 7,
        text: 'with compose.yml and compose.smtp.yml docker drops the ports 53:53/tcp of app: several files are merged by published, and the last item of each stays',
      },
    ],
    [
      'of a config at two targets that a second file drops',
      { 'compose.yml': compose.replace('[conf]', '[{source: conf, target: /a}, {source: conf, target: /b}]') },
      { kind: 'items-dropped', severity: 'warning', line: 7 },
    ],
    [
      'of a healthcheck test that is appended to that of another file',
      overlay('  app:\n    healthcheck:\n      test: b\n'),
      {
        kind: 'healthcheck-joined',
        severity: 'warning',
        file: 'compose.b.yml',
        line: 5,
        text: 'with compose.yml and compose.b.yml docker appends this test of app to the one of compose.yml: both become one command',
        composeFiles: ['compose.yml', 'compose.b.yml'],
      },
    ],
    [
      'of a mode without a leading zero',
      { 'compose.yml': compose.replace('[conf]', '[{source: conf, target: /a, mode: 440}]') },
      {
        kind: 'mode-decimal',
        severity: 'warning',
        file: 'compose.yml',
        line: 7,
        text: 'the mode 440 is a decimal number, and so 0670 for app; 0440 is octal',
        fixes: ['write 0440'],
      },
    ],
    ['of an empty config', { 'conf.tmpl': '' }, { kind: 'config-size', severity: 'error', file: 'conf.tmpl' }],
    [
      'of a config as large as Swarm does not take it',
      { 'conf.tmpl': 'a'.repeat(1_024_000) },
      { kind: 'config-size', severity: 'error', file: 'conf.tmpl' },
    ],
    [
      'of a config whose file is not there',
      { 'conf.tmpl': undefined },
      { kind: 'config-file-missing', severity: 'error', file: 'conf.tmpl' },
    ],
    [
      'of a config beyond what is read',
      { 'conf.tmpl': 'a'.repeat((1 << 20) + 1) },
      { kind: 'not-compared', severity: 'warning', file: 'conf.tmpl' },
    ],
  ])('%s', async (_, files, expected) => {
    const { findings } = await checkOf(files)
    expect(findings).toEqual([expect.objectContaining(expected)])
  })

  it.each<[string, Files]>([
    ['prose behind a variable', { '.env.sample': `${sample}A=b # use a=c with length=none\n` }],
    ['a modifier that abra knows', { '.env.sample': sample.replace('charset=hex', 'generate=false') }],
    ['a sample whose recipe is RECIPE', { '.env.sample': sample.replace('TYPE', 'RECIPE') }],
    ['a variable with a default', overlay('  app: {hostname: "${HOST:-a}", domainname: "${DOM-}"}\n')],
    ['a doubled $', overlay('  app: {command: ["sh", "-c", "$$HOME-$$A"]}\n')],
    ['a variable with braces before a -', overlay('  app: {hostname: "${DOMAIN}-a"}\n')],
    [
      'a template that is none',
      { 'compose.yml': compose.replace('    template_driver: golang\n', ''), 'conf.tmpl': '{{ env "A" }}\n' },
    ],
    ['a comment in a template', { 'conf.tmpl': '{{/* env "A" */}}{{ "env" }} env "B"\n' }],
    [
      'a template of a service that has the variable',
      overlay('  more: {image: "a:1", healthcheck: {}, configs: [conf], environment: [DOMAIN]}\n'),
    ],
    ['an empty variable that no app has', overlay('  app: {environment: {OTHER: ""}}\n')],
    [
      'ports of different numbers',
      { 'compose.yml': compose.replace('    configs: [conf]', '    ports: ["80:80", "443:443"]\n    configs: [conf]') },
    ],
    ['a healthcheck without a test of its own', overlay('  app: {healthcheck: {interval: 5s, test: []}}\n')],
    [
      'an octal mode, and a decimal one that is no mode by its digits',
      {
        'compose.yml': compose.replace(
          '[conf]',
          '[{source: conf, target: /a, mode: 0440}, {source: conf, target: /b, mode: 288}]',
        ),
        'compose.smtp.yml': undefined,
        '.env.sample': sample.slice(0, sample.indexOf('## SMTP')),
      },
    ],
    ['a config just small enough', { 'conf.tmpl': 'a'.repeat(1_023_999) }],
  ])('is not made of %s', async (_, files) => {
    expect(await kindsOf(files)).toEqual([])
  })

  it('is made of a missing .env.sample once', async () => {
    const { findings, recipe } = await checkOf({ '.env.sample': undefined })
    expect(findings.map(({ kind, severity }) => [kind, severity])).toEqual([['no-env-sample', 'error']])
    expect(recipe).toBe('checkout')
  })

  it('is made of a .env.sample that is too large', async () => {
    expect(await kindsOf({ '.env.sample': `${sample}# ${'a'.repeat(1 << 20)}\n` })).toEqual(['env-sample-invalid'])
  })

  it('of templates takes linear time: 1 MiB of open braces', async () => {
    expect(await kindsOf({ 'conf.tmpl': '{{ env "'.repeat(127_000) })).toEqual([])
    expect(await kindsOf({ 'conf.tmpl': `{{ env "A${'0'.repeat(1_000_000)}" }}` })).toEqual([])
  })
})

describe('an extension field', () => {
  it('may have variables in its keys, since docker deploys nothing of it', async () => {
    const text = 'version: "3.8"\nx-top: {"$DOMAIN": a}\nservices:\n  app:\n    x-more: {"$DOMAIN": a}\n'
    expect(await kindsOf({ 'compose.b.yml': text })).toEqual([])
  })

  it('is none among labels, where its name is a label', async () => {
    const text = 'version: "3.8"\nservices:\n  app:\n    labels: {x-$DOMAIN: a}\n'
    expect(await kindsOf({ 'compose.b.yml': text })).toEqual(['variable-in-key'])
  })
})
