import { useState } from 'react'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { Tabs } from './Tabs.tsx'

const Three = () => {
  const [selected, setSelected] = useState<'a' | 'b' | 'c'>('a')
  return (
    <Tabs
      label="Inspector"
      selected={selected}
      onSelect={setSelected}
      tabs={(['a', 'b', 'c'] as const).map((id) => ({
        id,
        label: `Tab ${id}`,
        panel: <p>Panel {id}</p>,
      }))}
    />
  )
}

test('arrow keys go round, and only the selected tab is a stop for Tab', async () => {
  await render(<Three />)
  const tab = (name: string) => page.getByRole('tab', { name })
  tab('Tab a').element().focus()
  await userEvent.keyboard('{ArrowLeft}')
  await expect.element(tab('Tab c')).toHaveFocus()
  await expect.element(page.getByRole('tabpanel', { name: 'Tab c' })).toHaveTextContent('Panel c')
  await userEvent.keyboard('{ArrowRight}')
  await expect.element(tab('Tab a')).toHaveFocus()
  await userEvent.tab()
  await expect.element(page.getByRole('tabpanel')).toHaveFocus()
})
