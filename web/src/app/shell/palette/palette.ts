import {
  afterNextRender,
  Component,
  computed,
  type ElementRef,
  inject,
  Injector,
  output,
  signal,
  viewChild,
} from '@angular/core'
import { Combobox, ComboboxPopup, ComboboxWidget } from '@angular/aria/combobox'
import { Listbox, Option } from '@angular/aria/listbox'
import { LucideDynamicIcon, LucideSearch } from '@lucide/angular'
import { keyCaps } from '../../browser/shortcut'
import { injectTranslate, LanguageService } from '../../language/language'
import { CommandService } from '../commands'

/** Every destination and every action, by a few letters. */
@Component({
  selector: 'llv-palette',
  imports: [
    Combobox,
    ComboboxPopup,
    ComboboxWidget,
    Listbox,
    LucideDynamicIcon,
    LucideSearch,
    Option,
  ],
  templateUrl: './palette.html',
})
export class Palette {
  readonly closed = output()

  readonly #commands = inject(CommandService)
  readonly #injector = inject(Injector)
  protected readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog')
  protected readonly language = inject(LanguageService)
  protected readonly t = injectTranslate()
  protected readonly query = signal('')
  protected readonly found = computed(() => this.#commands.find(this.query()))

  protected readonly caps = keyCaps

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal())
  }

  protected run(ids: readonly string[]): void {
    if (ids[0] === undefined) return
    const found = this.found()
    // Enter may come before what was typed is drawn: then the list still tells of a command that is no longer meant.
    const command = found.find(({ id }) => id === ids[0]) ?? found[0]
    if (!command) return
    this.dialog().nativeElement.close()
    command.run(this.#injector)
  }

  /** A press beside the palette hits the dialog element itself, its content does not. */
  protected closeOnBackdrop({ target, currentTarget }: Event): void {
    if (target === currentTarget) this.dialog().nativeElement.close()
  }
}
