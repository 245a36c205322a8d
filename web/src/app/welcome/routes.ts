import type { Routes } from '@angular/router'
import { Welcome } from './welcome'

export const routes: Routes = [{ path: '', component: Welcome }]
