import { Component, inject } from '@angular/core'
import { LucidePlus, LucideX } from '@lucide/angular'
import { injectTranslate } from '../language/language'
import { Button } from '../ui/button'
import { Enter } from '../ui/enter'
import { Explain } from '../ui/explain'
import { Input } from '../ui/field'
import { type DraftMessage, type Role, roles } from './draft'
import { PlaygroundStore } from './playground-store'

/** The messages of the request, each with its role. */
@Component({
  selector: 'llv-messages',
  imports: [Button, Enter, Explain, Input, LucidePlus, LucideX],
  template: `
    <section class="card flex flex-col gap-3 p-5">
      <h2 class="text-lg">
        <llv-explain [text]="t('playground.messagesWhy')">{{
          t('playground.messages')
        }}</llv-explain>
      </h2>
      @for (message of store.messages(); track $index) {
        <div class="flex flex-wrap items-start gap-2 sm:flex-nowrap">
          <select
            llvInput
            class="flex-1 sm:w-32! sm:flex-none"
            [attr.aria-label]="t('playground.role', { number: $index + 1 })"
            (change)="change($index, { role: $any($event.target).value })"
          >
            @for (role of roles; track role) {
              <option [value]="role" [selected]="role === message.role">{{ role }}</option>
            }
          </select>
          <textarea
            llvInput
            class="order-last field-sizing-content min-h-11! basis-full sm:order-none sm:flex-1 sm:basis-0"
            rows="1"
            [attr.aria-label]="t('playground.content', { number: $index + 1 })"
            [placeholder]="hintOf(message.role)"
            [value]="message.content"
            enterWithMod
            (llvEnter)="store.send()"
            (input)="change($index, { content: $any($event.target).value })"
          ></textarea>
          <button
            llvButton="quiet"
            iconOnly
            [disabled]="store.messages().length === 1"
            [attr.aria-label]="t('playground.removeMessage', { number: $index + 1 })"
            (click)="remove($index)"
          >
            <svg lucideX></svg>
          </button>
        </div>
      }
      <p>
        <button llvButton (click)="add()">
          <svg lucidePlus></svg>{{ t('playground.addMessage') }}
        </button>
      </p>
    </section>
  `,
})
export class Messages {
  protected readonly store = inject(PlaygroundStore)
  protected readonly t = injectTranslate()
  protected readonly roles = roles

  protected hintOf(role: Role): string {
    const hints: Readonly<Record<Role, string>> = {
      system: this.t('playground.hint.system'),
      user: this.t('playground.hint.user'),
      assistant: this.t('playground.hint.assistant'),
    }
    return hints[role]
  }

  protected change(index: number, change: Partial<DraftMessage>): void {
    this.store.messages.update((messages) =>
      messages.map((message, at) => (at === index ? { ...message, ...change } : message)),
    )
  }

  protected remove(index: number): void {
    this.store.messages.update((messages) => messages.filter((_, at) => at !== index))
  }

  /** Conversations alternate: after the user speaks the assistant. */
  protected add(): void {
    this.store.messages.update((messages) => {
      const role: Role = messages.at(-1)?.role === 'user' ? 'assistant' : 'user'
      return [...messages, { role, content: '' }]
    })
  }
}
