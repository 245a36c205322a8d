import type { Routes } from '@angular/router'
import { Try } from './try'

export const routes: Routes = [{ path: '', component: Try }]
