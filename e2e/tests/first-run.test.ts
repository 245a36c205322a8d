import { owner } from '../src/server.ts'
import { expect, settled, test } from '../src/test.ts'

test.use({ isSignedIn: false, isOwned: false })

test('leads from the language over the owner and the source of answers into the workspace', async ({
  page,
  site,
}) => {
  await page.goto('/')
  await expect(page).toHaveURL(/\/welcome$/)
  await page.getByRole('button', { name: 'Español' }).click()

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tu cuenta')
  await page.getByLabel('Código de propietario').fill(site.ownerCode.toLowerCase())
  await page.getByLabel('Tu nombre').fill(owner.name)
  await page.getByLabel('Correo electrónico').fill(owner.email)
  await page.getByLabel('Contraseña').fill(owner.password)
  await page.getByRole('button', { name: 'Crear la cuenta' }).click()

  await expect(page).toHaveURL(/\/welcome\/answers$/)
  await expect(page.getByText('ya funciona')).toBeVisible()
  await expect(page.getByText('Ollama')).toBeVisible()
  await page.getByRole('link', { name: 'Empezar' }).click()
  await expect(page).not.toHaveURL(/welcome|sign-in/)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test.describe('with a wrong code', () => {
  test.use({ expectedErrors: [/status of 403 .*\/api\/setup$/] })

  test('says so beside the field, and takes the right one then', async ({ page, site }) => {
    await page.goto('/welcome/account')
    await page.getByLabel('Owner code').fill('AAAA-AAAA')
    await page.getByLabel('Your name').fill(owner.name)
    await page.getByLabel('E-mail').fill(owner.email)
    await page.getByLabel('Password').fill(owner.password)
    await page.keyboard.press('Enter')
    await expect(page.getByLabel('Owner code')).toHaveAccessibleDescription(/not the owner code/)
    await page.getByLabel('Owner code').fill(site.ownerCode)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/welcome\/answers$/)
  })
})

test.describe('a cloud key', () => {
  test.use({ isSignedIn: true, isOwned: true })

  test('is tested before it is saved: a door where nobody answers saves nothing', async ({
    page,
    owner,
  }) => {
    await page.goto('/welcome/answers')
    await settled(page)
    await page.getByLabel('Provider').selectOption('Another address')
    await page.getByLabel('API key').fill('sk-wrong')
    await page.getByLabel('Address of its API').fill('http://127.0.0.1:9/v1')
    await page.getByRole('button', { name: 'Test and save' }).click()
    await expect(page.getByLabel('API key')).toHaveAccessibleDescription(/Nothing was saved/)
    const providers = await owner.call<{ data: { base_url: string }[] }>('GET', '/api/providers')
    expect(providers.data.map(({ base_url }) => base_url)).not.toContain('http://127.0.0.1:9/v1')
  })
})
