import type { Localized } from '../../language/language'

/** Something to try the workbench with; every one has something that its action finds. */
export interface Sample {
  readonly id: string
  readonly title: Localized
  readonly fileName: string
  /** The slug of the action that suits it. */
  readonly action: string
  readonly code: string
}

export const samples: readonly Sample[] = [
  {
    id: 'cart',
    title: {
      en: 'A shopping cart that miscounts',
      es: 'Un carrito que cuenta mal',
      ru: 'Корзина, которая неверно считает',
      ko: '계산이 틀리는 장바구니',
    },
    fileName: 'cart.js',
    action: 'fix-bugs',
    code: `/** Adds up a cart and applies the voucher. */
function cartTotal(items, voucher) {
  let total = 0
  for (let i = 0; i <= items.length; i++) {
    total += items[i].price * parseInt(items[i].quantity)
  }
  if (voucher = 'SPRING') {
    total = total * 0.9
  }
  return total
}

async function checkOut(cart, api) {
  const response = await fetch(api + '/orders', {
    method: 'POST',
    body: JSON.stringify({ total: cartTotal(cart.items, cart.voucher) }),
  })
  const order = response.json()
  return order.id
}
`,
  },
  {
    id: 'sessions',
    title: {
      en: 'TypeScript with cryptic names',
      es: 'TypeScript con nombres crípticos',
      ru: 'TypeScript с непонятными именами',
      ko: '이름이 암호 같은 TypeScript',
    },
    fileName: 'sessions.ts',
    action: 'fix-naming',
    code: `interface Usr {
  id: string
  name: string
  last_seen: number
}

export function get_active(usrs: Usr[], ms: number): Usr[] {
  const res: Usr[] = []
  const now = Date.now()
  for (const u of usrs) {
    const diff = now - u.last_seen
    if (diff < ms) res.push(u)
  }
  return res
}

export const fmt_usr = (u: Usr): string => {
  const str = u.name.trim()
  return str + ' (' + u.id + ')'
}
`,
  },
  {
    id: 'retry',
    title: {
      en: 'A retry helper to explain',
      es: 'Una función de reintentos para explicar',
      ru: 'Функция повторов: объяснить',
      ko: '설명이 필요한 재시도 함수',
    },
    fileName: 'retry.ts',
    action: 'explain',
    code: `export async function retry<Value>(
  work: () => Promise<Value>,
  { tries = 3, firstPauseMs = 100 }: { tries?: number; firstPauseMs?: number } = {},
): Promise<Value> {
  let pauseMs = firstPauseMs
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= tries) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
      pauseMs *= 2
    }
  }
}
`,
  },
  {
    id: 'slug',
    title: {
      en: 'Small functions without tests',
      es: 'Funciones pequeñas sin pruebas',
      ru: 'Небольшие функции без тестов',
      ko: '테스트가 없는 작은 함수들',
    },
    fileName: 'text.js',
    action: 'generate-tests',
    code: `export function slugify(title) {
  return title.trim().toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

export function clamp(value, min, max) {
  if (value < min) return min
  if (value > max) return max
  return value
}

export function initials(name) {
  return name
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word[0].toUpperCase())
    .join('')
}
`,
  },
]
