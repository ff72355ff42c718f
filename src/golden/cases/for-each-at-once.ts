/** Works through a list with so many workers at once; each has a tool of its own. The first failure ends it all. */
export async function forEachAtOnce<Item, Tool>(
  items: readonly Item[],
  tools: readonly Tool[],
  use: (item: Item, tool: Tool) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const work = async (tool: Tool) => {
    for (const item of queue) await use(item, tool)
  }
  await Promise.all(tools.map(work))
}
