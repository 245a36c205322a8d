import { Component, inject, output } from '@angular/core'
import { LucideArrowRight } from '@lucide/angular'
import { injectTranslate, LanguageService } from '../../language/language'
import { type Sample, samples } from '../editor/samples'

/** What stands where an answer is going to be: how to begin, and something to begin with. */
@Component({
  selector: 'llv-first-steps',
  imports: [LucideArrowRight],
  template: `
    <div class="mx-auto flex h-full max-w-xl flex-col justify-center gap-5 p-6 sm:p-10">
      <div>
        <h2 class="text-2xl">{{ t('workbench.first.title') }}</h2>
        <p class="mt-2 text-ink-soft">{{ t('workbench.first.lead') }}</p>
      </div>
      <ul class="flex flex-col gap-2">
        @for (sample of samples; track sample.id) {
          <li>
            <button class="sample" type="button" (click)="chosen.emit(sample)">
              <span class="min-w-0 flex-1">
                <span class="block font-medium text-ink">{{ language.pick(sample.title) }}</span>
                <code class="text-xs text-ink-faint">{{ sample.fileName }}</code>
              </span>
              <svg lucideArrowRight class="size-4 flex-none"></svg>
            </button>
          </li>
        }
      </ul>
      <p class="text-sm text-ink-faint">{{ t('workbench.first.drop') }}</p>
    </div>
  `,
})
export class FirstSteps {
  readonly chosen = output<Sample>()

  protected readonly language = inject(LanguageService)
  protected readonly t = injectTranslate()
  protected readonly samples = samples
}
