/**
 * The words that a picture understands, in English, Spanish, Russian and Korean; accents do not matter. A word
 * that ends in `*` stands for all words that begin so; one with a space is two words.
 */
import type { Time } from './palettes.ts'

export type Setting =
  | 'hills'
  | 'sea'
  | 'mountains'
  | 'city'
  | 'desert'
  | 'forest'
  | 'snow'
  | 'space'

export type Weather = 'rain' | 'snowfall'

export const figureNames = [
  'sun',
  'moon',
  'star',
  'cloud',
  'bird',
  'balloon',
  'rocket',
  'rainbow',
  'planet',
  'butterfly',
  'tree',
  'pine',
  'flower',
  'house',
  'lighthouse',
  'castle',
  'cat',
  'dog',
  'robot',
  'mushroom',
  'car',
  'boat',
  'fish',
  'whale',
  'heart',
  'key',
  'cup',
  'book',
  'circle',
  'square',
  'triangle',
  'spiral',
] as const

export type FigureName = (typeof figureNames)[number]

export const colorWords = {
  '#d7263d': 'red, roj*, красн*, 빨간*, 빨강*, 붉은*',
  '#f48c06': 'orange, naranja*, anaranjad*, оранжев*, 주황*',
  '#f6c445': 'yellow, amarill*, желт*, 노란*, 노랑*',
  '#d4a017': 'gold, golden, dorad*, золот*, 금색*, 황금*',
  '#3a9d5d': 'green, verde*, зелен*, 초록*, 녹색*',
  '#1aa6a6': 'teal, turquoise, turquesa*, бирюзов*, 청록*',
  '#2f6fde':
    'blue, azul*, синий, синяя, синее, синие, синего, синей, синих, синим*, 파란*, 파랑*, 푸른*',
  '#63b3ed': 'light blue, sky blue, celeste*, голуб*, 하늘색*',
  '#7b4bb7': 'purple, violet, morad*, violeta*, purpura*, фиолетов*, пурпурн*, 보라*',
  '#f28bb3': 'pink, rosa, rosad*, розов*, 분홍*, 핑크*',
  '#8b5a2b': 'brown, marron*, pardo*, коричнев*, 갈색*',
  '#fbfaf5': 'white, blanc*, белый, белая, белое, белые, белого, белой, белых, 하얀*, 흰*, 하양*',
  '#22222b': 'black, negr*, черн*, 검은*, 까만*, 검정*',
  '#8e949d': 'gray, grey, gris, grises, серый, серая, серое, серые, серого, серой, серых, 회색*',
} as const

export const settingWords: Readonly<Record<Setting, string>> = {
  hills:
    'hill*, meadow*, field*, garden*, park, colina*, prado*, campo*, jardin*, parque*, холм*, луг*, поле, поля, сад, саду, парк*, 언덕*, 초원*, 들판*, 정원*, 공원*',
  sea: 'sea, ocean*, beach*, lake*, river*, harbour, harbor, underwater, mar, oceano*, playa*, lago*, rio, puerto*, море, моря, морск*, океан*, пляж*, озер*, река, реки, реке, 바다*, 해변*, 호수*, 강가*, 바닷가*',
  mountains:
    'mountain*, peak*, alps, montana*, sierra*, cumbre*, гор, гора, горы, горах, горн*, вершин*, 산, 산맥*, 산들*, 산에*, 산이*, 산과*',
  city: 'city, town, street*, skyline*, skyscraper*, ciudad*, calle, calles, rascacielos, город*, улиц*, небоскреб*, 도시*, 거리*, 마을*',
  desert: 'desert*, dune*, sand, desierto*, duna*, arena, пустын*, дюн*, песок, 사막*, 모래*',
  forest: 'forest*, wood, woods, jungle*, bosque*, selva*, лес, леса, лесу, лесн*, 숲*, 밀림*',
  snow: 'snow, snowy, winter*, ice, arctic, nieve*, nevad*, invierno*, hielo*, снег*, снежн*, зим*, лед, 눈밭*, 눈 덮인*, 겨울*, 얼음*',
  space:
    'space, galaxy, cosmos, universe, nebula, espacio*, galaxia*, universo*, космос*, космич*, галактик*, вселенн*, 우주*, 은하*',
}

export const timeWords: Readonly<Record<Time, string>> = {
  day: 'day, noon, sunny, dia, mediodia, soleado, soleada, день, днем, полдень, солнечн*, 낮*, 한낮*, 맑은*',
  dawn: 'dawn, morning, sunrise, amanecer*, alba, manana, рассвет*, утро, утром, утренн*, 새벽*, 아침*, 일출*',
  sunset:
    'sunset*, dusk, evening, twilight, atardecer*, puesta de sol, ocaso*, закат*, вечер*, сумерк*, 노을*, 석양*, 저녁*, 해질녘*, 일몰*',
  night: 'night*, midnight, noche*, nocturn*, ночь, ночи, ночн*, ночью, полночь, 밤*, 한밤*, 야경*',
}

export const weatherWords: Readonly<Record<Weather, string>> = {
  rain: 'rain*, storm*, lluvi*, llueve, tormenta*, дождь, дождя, дождлив*, гроза, 비가*, 비 오는*, 비내리*, 폭풍*',
  snowfall:
    'snowing, snowfall, snowflake*, blizzard, nevando, copos, nevada, снегопад*, метель*, снежинк*, 눈이*, 눈송이*, 눈 오는*, 함박눈*',
}

export const figureWords: Readonly<Record<FigureName, string>> = {
  sun: 'sun, sol, soles, солнце*, 태양*, 해가*, 햇님*',
  moon: 'moon*, luna, lunas, луна, луны, луной, луну, месяц, 달, 달이*, 달과*, 보름달*, 초승달*',
  star: 'star, stars, starry, estrella*, звезд*, 별*',
  cloud: 'cloud*, nube*, облак*, туч*, 구름*',
  bird: 'bird*, seagull*, pajar*, ave, aves, gaviota*, птиц*, чайк*, 새가*, 새들*, 갈매기*',
  balloon: 'balloon*, globo*, шар, шары, воздушн*, 풍선*, 열기구*',
  rocket: 'rocket*, spaceship*, cohete*, nave espacial, ракет*, 로켓*, 우주선*',
  rainbow: 'rainbow*, arcoiris, arco iris, радуг*, 무지개*',
  planet: 'planet*, saturn*, planeta*, планет*, сатурн*, 행성*, 토성*',
  butterfly: 'butterfl*, mariposa*, бабоч*, 나비*',
  tree: 'tree, trees, oak*, arbol*, roble*, дерев*, дуб*, 나무*',
  pine: 'pine*, fir, firs, christmas tree*, pino, pinos, abeto*, елк*, ель, ели, сосн*, 소나무*, 전나무*',
  flower:
    'flower*, rose, roses, tulip*, flor, flores, tulipan*, цвет, цветы, цветок*, цветов*, цветк*, роза, розы, тюльпан*, 꽃*, 장미*, 튤립*',
  house:
    'house*, home, cottage*, cabin*, casa*, casita*, cabana*, дом, дома, домик*, хижин*, 집, 집이*, 집과*, 집을*, 오두막*',
  lighthouse: 'lighthouse*, faro, faros, маяк*, 등대*',
  castle: 'castle*, castillo*, замок, замк*, 성, 성이*, 성과*, 궁전*',
  cat: 'cat, cats, kitten*, gato, gata, gatos, gatas, gatit*, кот, кота, коты, котом, кошк*, котен*, котят*, 고양이*',
  dog: 'dog, dogs, puppy, puppies, perr*, cachorr*, собак*, щен*, 개, 개가*, 강아지*',
  robot: 'robot*, робот*, 로봇*',
  mushroom: 'mushroom*, seta, setas, hongo*, гриб*, 버섯*',
  car: 'car, cars, taxi*, coche*, carro, carros, auto, autos, машин*, автомобил*, 자동차*, 차가*, 택시*',
  boat: 'boat*, ship, ships, sail*, barco*, vela, velas, velero*, barca, barcas, лодк*, корабл*, парус*, 배, 배가*, 배를*, 돛단배*, 요트*',
  fish: 'fish, fishes, pez, peces, рыб*, 물고기*, 생선*',
  whale: 'whale*, ballena*, кит, киты, кита, 고래*',
  heart: 'heart*, corazon*, сердц*, сердеч*, 하트*, 심장*, 마음*',
  key: 'key, keys, keyring, llave, llaves, llavero*, ключ*, 열쇠*, 키링*',
  cup: 'cup, cups, mug*, tea, coffee, teapot, taza*, cafe, чашк*, чай, чая, кофе, кружк*, 컵*, 찻잔*, 커피*, 차 한*',
  book: 'book*, libro*, книг*, 책*',
  circle: 'circle*, circulo*, circunferencia*, круг*, 동그라미*, 원, 원이*, 원형*',
  square: 'square*, cuadrad*, квадрат*, 사각형*, 네모*',
  triangle: 'triangle*, triangulo*, треугольник*, 삼각형*, 세모*',
  spiral: 'spiral*, espiral*, спирал*, 나선*, 소용돌이*',
}

export const numberWords: Readonly<Record<string, string>> = {
  1: '1, one, un, una, uno, один, одна, одно, 하나, 한',
  2: '2, two, pair, dos, par, два, две, пара, 둘, 두, 두마리',
  3: '3, three, tres, три, трое, 셋, 세, 세마리',
  4: '4, four, cuatro, четыре, 넷, 네',
  5: '5, five, cinco, пять, 다섯*',
  6: '6, six, seis, шесть, 여섯*',
  7: '7, seven, siete, семь, 일곱*',
  8: '8, eight, ocho, восемь, 여덟*',
  9: '9, nine, nueve, девять, 아홉*',
  10: '10, ten, diez, десять, 열*',
  12: '12, twelve, dozen, doce, docena, двенадцать, дюжина, 열두*',
  // Many, and a plural without a number elsewhere, are as many as look well.
  15: 'many, lots, countless, muchos, muchas, много, множество, 많은*, 수많은*',
}

export const sizeWords = {
  big: 'big, large, huge, giant, grande*, gran, enorme*, gigante*, больш*, огромн*, гигантск*, 큰*, 커다란*, 거대한*',
  small: 'small, little, tiny, pequen*, diminut*, маленьк*, крошечн*, небольш*, 작은*, 조그만*',
} as const

/** English and Spanish plurals that mean more than one where no number is said. */
export const pluralPattern = /^(?:[a-z]{3,}s|[а-я]{2,}[ыи]|[가-힣]+들.*)$/
