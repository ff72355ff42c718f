/**
 * Works through a list with one worker for each tool. After a failure no further item is begun; it is thrown once every worker has ended, so
 * that nothing uses a tool afterwards.
 */
export async function forEachAtOnce<Item, Tool>(
  items: readonly Item[],
  tools: readonly Tool[],
  use: (item: Item, tool: Tool) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const failures: unknown[] = []
  const work = async (tool: Tool) => {
    for (const item of queue) {
      if (failures.length > 0) return
      await use(item, tool).catch((error) => failures.push(error))
    }
  }
  await Promise.all(tools.map(work))
  if (failures.length > 0) throw failures[0]
}
