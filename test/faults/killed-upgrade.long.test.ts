import { describe, expect, it } from 'vitest'
import { BASE, HEAD, UpgradeSample } from '../support/upgrade-sample.js'

const stack = ['--deployer', 'stack']

/** The lines that an upgrade prints: one for each step. */
async function linesOfUpgrade(): Promise<number> {
  return UpgradeSample.use(async (sample) => {
    const { exitCode, stderr } = await sample.upgrade(...stack)
    expect(exitCode).toBe(0)
    return stderr.trimEnd().split('\n').length
  })
}

describe('an upgrade that SIGKILL ends', () => {
  it('after any of its steps is gone on with by the next run, which needs --put-back at most', async () => {
    const lines = await linesOfUpgrade()
    expect(lines).toBeGreaterThan(5)
    let killed = 0
    for (let line = 1; line < lines; line++) {
      await UpgradeSample.use(async (sample) => {
        const running = sample.start('--from', BASE, '--to', HEAD, ...stack)
        let ended = false
        void running.ended.then(() => {
          ended = true
        })
        while (running.stderr().split('\n').length <= line && !ended) await new Promise((done) => setTimeout(done, 1))
        running.child.kill('SIGKILL')
        if ((await running.ended).signal === 'SIGKILL') killed++
        const { exitCode, stdout, stderr } = await sample.upgrade(...stack, '--put-back')
        expect({ line, exitCode, stdout, stderr }).toMatchObject({ exitCode: 0, stdout: `upgraded ${BASE} ${HEAD}\n` })
        const { file, journal, status } = sample.state
        expect({ file, journal, status }).toEqual({
          file: expect.stringContaining(`TYPE=discourse:${HEAD} #`),
          journal: false,
          status: '',
        })
      })
    }
    expect(killed).toBeGreaterThan(lines / 2)
  }, 600_000)

  it('leaves its lock to the next one; a second one at the same time waits, and changes nothing', () =>
    UpgradeSample.use(async (sample) => {
      sample.dockerHangs()
      const first = await sample.startHanging()
      const before = sample.state
      const second = await sample.start('--from', BASE, '--to', HEAD, ...stack, '--timeout', '4s').ended
      expect({ exitCode: second.exitCode, stdout: second.stdout }).toEqual({
        exitCode: 124,
        stdout: expect.any(String),
      })
      expect(second.stderr).toContain(`pid ${first.child.pid}`)
      expect(sample.state).toEqual(before)
      first.child.kill('SIGKILL')
      await first.ended
      sample.dockerDoes('')
      expect(await sample.upgrade(...stack, '--put-back')).toMatchObject({ exitCode: 0 })
    }))
})
