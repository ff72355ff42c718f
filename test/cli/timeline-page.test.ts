import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { explainCommand } from '../../src/cli/explain.js'
import { upgradePage } from '../../src/cli/upgrade-page.js'
import { waitCommand } from '../../src/cli/wait.js'
import { writeTimelinePage } from '../../src/cli/write-timeline-page.js'
import type { UpgradeReport } from '../../src/harness/upgrade/report.js'
import { MANAGER, withFakeDocker } from '../support/fake-docker.js'
import { demandFreshBuild } from '../support/fresh-build.js'
import { withScratch } from '../support/scenario.js'
import { recording } from '../swarm/recordings.js'
import { wireService, wireTask } from '../swarm/wire-states.js'

const rolledBack = 'golden/swarm/rolled-back.json'

/** What the script of a page gets. */
function drawingIn(path: string) {
  const data = /<script type="application\/json" id="data">(.*)<\/script>/.exec(readFileSync(path, 'utf8'))?.[1]
  return JSON.parse(data ?? '')
}

describe('explain --html', () => {
  it('writes the page for its owner alone, and answers as without it', () =>
    withScratch(async (dir) => {
      const html = join(dir, 'deploy.html')
      const answer = await explainCommand.run([], { recording: rolledBack, html })
      expect(answer).toEqual(await explainCommand.run([], { recording: rolledBack }))
      expect(statSync(html).mode & 0o777).toBe(0o600)
      expect(drawingIn(html).flags.map(({ text }: { text: string }) => text)).toContain('rolled back to eb96de94+U')
      expect(readFileSync(html, 'utf8')).toContain('rolled-back (certain)')
    }))

  it('that cannot be written is an error, and leaves nothing', () =>
    withScratch(async (dir) => {
      await expect(explainCommand.run([], { recording: rolledBack, html: dir })).rejects.toMatchObject({
        code: 'FILE_UNWRITABLE',
      })
      expect(readdirSync(dir)).toEqual([])
    }))

  it('leaves the former page whole when the disk is full in the middle', () =>
    withScratch(async (dir) => {
      demandFreshBuild()
      const html = join(dir, 'deploy.html')
      writeFileSync(html, 'the former one')
      // No file may grow beyond 4 KiB.
      const command = `ulimit -f 4; exec "$0" "$@"`
      const args = [resolve('dist/cli/start.cjs'), 'explain', '--recording', rolledBack, '--html', html]
      const stderr = await new Promise<string>((done) =>
        execFile('bash', ['-c', command, process.execPath, ...args], (_, __, text) => done(text)),
      )
      expect(stderr).toContain(`${html} cannot be written (EFBIG); it is unchanged`)
      expect(readFileSync(html, 'utf8')).toBe('the former one')
      expect(readdirSync(dir)).toEqual(['deploy.html'])
    }))

  it('refuses a recording whose fields are of another type', () =>
    withScratch(async (dir) => {
      const file = join(dir, 'recording.json')
      const whole = JSON.stringify(recording('rolled-back'))
      for (const [from, to] of [
        ['"error":"task: non-zero exit (3)"', '"error":{"a":1}'],
        ['"message":"rollback completed"', '"message":[]'],
        ['"expected":"7ae7b0f7+U"', '"expected":3'],
      ] as const) {
        expect(whole).toContain(from)
        writeFileSync(file, whole.replaceAll(from, to))
        await expect(explainCommand.run([], { recording: file, html: join(dir, 'x.html') })).rejects.toMatchObject({
          code: 'BASELINE_INVALID',
        })
      }
      expect(readdirSync(dir)).toEqual(['recording.json'])
    }))
})

describe('wait --html', () => {
  it('writes the page of what was seen', () =>
    withScratch(async (dir) => {
      const html = join(dir, 'deploy.html')
      const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
      const shown = { ...MANAGER, '/services': [wireService()], '/tasks': [wireTask('old')] }
      await withFakeDocker(shown, (host) =>
        waitCommand.run(['s'], { 'docker-host': host, 'abra-dir': '/nonexistent', html }),
      )
      said.mockRestore()
      expect(drawingIn(html).flags.at(-1)).toMatchObject({ text: 'verdict: converged' })
    }))
})

describe('the page of an upgrade', () => {
  const { baseline, deployed, snapshots } = recording('rolled-back')
  const report = {
    outcome: 'not-upgraded',
    app: 'forum.example.com',
    from: { ref: '0.7.0+3.3.1', commit: 'e', notes: [] },
    steps: [{ step: 'redeploy', ok: true, text: 'handed over', elapsedMs: 1000, tookMs: 500 }],
    reason: 'expected 7ae7b0f7',
    handedOver: 'head',
    expected: '7ae7b0f7',
    deployed: 'eb96de94+U',
    findings: [],
  } as unknown as UpgradeReport
  const evidence = { baseline1: baseline, deployed, snapshots } as UpgradeReport['evidence']

  it('shows the deploy of the head, the verdict and the steps', () =>
    withScratch(async (dir) => {
      const html = join(dir, 'upgrade.html')
      await writeTimelinePage(html, upgradePage({ ...report, evidence }))
      expect(drawingIn(html).flags[0].text).toBe('deploy of 7ae7b0f7+U')
      const text = readFileSync(html, 'utf8')
      expect(text).toContain('not-upgraded eb96de94+U; expected 7ae7b0f7')
      expect(text).toContain('handed over')
    }))

  it('says in words from what to what an upgrade went', () => {
    const { run } = upgradePage({ ...report, outcome: 'upgraded', deployed: '7ae7b0f7', reason: '', evidence })
    expect(run).toEqual({ ok: true, text: 'upgraded from 0.7.0+3.3.1 to 7ae7b0f7' })
  })

  it('shows the deploy of the base where the head was not deployed, and none before any', () => {
    const base = { baseline0: baseline, baseline1: snapshots.at(-1), snapshots } as UpgradeReport['evidence']
    expect(upgradePage({ ...report, handedOver: 'base', evidence: base }).input).toEqual({ baseline, snapshots })
    expect(upgradePage({ ...report, handedOver: 'nothing', evidence: base }).input).toBeUndefined()
  })
})
