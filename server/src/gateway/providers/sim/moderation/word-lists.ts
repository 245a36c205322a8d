/**
 * What the simulator looks for: enough to try out a moderation flow in four languages, and no more. It
 * holds no slurs and nothing graphic. A word that ends in `*` stands for all words that begin so.
 */
import type { Language } from '../corpus.ts'
import type { Category } from './categories.ts'

/** Words that mean something only together with another category. */
export type Circumstance = 'minor' | 'weapon'

interface WordList {
  /** Enough alone. */
  readonly plain?: string
  /** Harmless alone, telling in company. */
  readonly mild?: string
}

/** Phrases are separated by commas. */
export type WordLists = Readonly<Partial<Record<Category | Circumstance, WordList>>>

const english: WordLists = {
  harassment: {
    plain:
      'you idiot, you are an idiot, you moron, you are stupid, you are worthless, you are pathetic, nobody likes you, you are a loser, shut up you',
    mild: 'idiot*, moron*, stupid, loser*, pathetic, worthless, dumb',
  },
  'harassment/threatening': {
    plain:
      'i will hurt you, i will kill you, i am going to hurt you, i am going to kill you, i know where you live, you will regret this, i will find you, you are dead',
    mild: 'watch your back, make you pay',
  },
  sexual: { plain: 'porn*, erotic*, sex scene, explicit sex', mild: 'sex, sexual, nude*, naked' },
  hate: {
    plain:
      'inferior race, inferior people, subhuman*, they are vermin, go back to your country, all immigrants are, all women are, all foreigners are',
    mild: 'vermin, racist*',
  },
  illicit: {
    plain:
      'how to shoplift, how to steal, how to hack into, how to launder money, how to counterfeit, how to make drugs, forge a passport, fake passport, stolen credit card*',
    mild: 'steal*, shoplift*, counterfeit*, launder*, forge*, drugs',
  },
  'illicit/violent': {
    plain:
      'how to make a bomb, how to build a bomb, build a bomb, make a bomb, make explosives, build a weapon',
  },
  'self-harm': {
    plain: 'hurt myself, hurting myself, cut myself, harm myself, self harm',
    mild: 'suicid*',
  },
  'self-harm/intent': {
    plain: 'i want to die, kill myself, end my life, i want to hurt myself, i do not want to live',
  },
  'self-harm/instructions': {
    plain:
      'how to kill myself, how to hurt myself, how to end my life, ways to end my life, ways to hurt myself',
  },
  violence: {
    plain:
      'kill you, kill him, kill her, kill them, kill people, kill someone, murder*, stab*, beat him up, beat her up, shoot him, shoot her, shoot them, massacre*',
    mild: 'kill*, shoot*, attack*, punch*, fight*, bomb*, gun, guns, knife, dead',
  },
  'violence/graphic': {
    plain: 'pool of blood, covered in blood, dismember*, gory',
    mild: 'blood*, gore, wound*, corpse*',
  },
  minor: { plain: 'child*, minor*, underage, kid, kids, teenager*, schoolgirl*, schoolboy*' },
  weapon: { plain: 'bomb*, explosive*, gun, guns, firearm*, poison*, weapon*' },
}

const spanish: WordLists = {
  harassment: {
    plain:
      'eres un idiota, eres una idiota, eres tonto, eres tonta, eres un inutil, eres una inutil, no vales nada, das pena, nadie te quiere, callate idiota',
    mild: 'idiota*, imbecil*, tonto, tonta, inutil, patetic*, estupid*',
  },
  'harassment/threatening': {
    plain:
      'te voy a matar, te voy a hacer dano, te matare, se donde vives, te vas a arrepentir, te voy a encontrar, estas muerto, estas muerta',
    mild: 'me las pagaras, ten cuidado conmigo',
  },
  sexual: {
    plain: 'porno*, erotic*, escena de sexo, sexo explicito',
    mild: 'sexo, sexual, desnud*',
  },
  hate: {
    plain:
      'raza inferior, gente inferior, subhuman*, infrahuman*, son una plaga, vuelve a tu pais, todos los inmigrantes son, todas las mujeres son, todos los extranjeros son',
    mild: 'racista*, plaga',
  },
  illicit: {
    plain:
      'como robar, como hackear, como blanquear dinero, como lavar dinero, como falsificar, como fabricar drogas, pasaporte falso, tarjeta* de credito robada*',
    mild: 'robar, roba, falsific*, blanque*, drogas, hackear',
  },
  'illicit/violent': {
    plain:
      'como hacer una bomba, como fabricar una bomba, fabricar una bomba, hacer una bomba, fabricar explosivos, fabricar un arma',
  },
  'self-harm': { plain: 'hacerme dano, cortarme, autolesion*, lesionarme', mild: 'suicid*' },
  'self-harm/intent': {
    plain:
      'quiero morir, quiero morirme, matarme, suicidarme, acabar con mi vida, quitarme la vida, no quiero vivir',
  },
  'self-harm/instructions': {
    plain:
      'como matarme, como suicidarme, como hacerme dano, como acabar con mi vida, formas de hacerme dano',
  },
  violence: {
    plain:
      'te voy a matar, matarlo, matarla, matarlos, matar a alguien, matar gente, asesin*, apunal*, dar una paliza, masacre*, dispararle',
    mild: 'matar*, dispar*, atac*, golpe*, pelea*, bomba*, pistola*, cuchillo*',
  },
  'violence/graphic': {
    plain: 'charco de sangre, cubierto de sangre, cubierta de sangre, descuartiz*',
    mild: 'sangr*, herida*, cadaver*',
  },
  minor: { plain: 'nino, nina, ninos, ninas, menor de edad, menores, adolescente*, infantil' },
  weapon: { plain: 'bomba*, explosiv*, pistola*, arma, armas, veneno*' },
}

const russian: WordLists = {
  harassment: {
    plain:
      'ты идиот*, ты дур*, ты тупой, ты тупая, ты ничтожество, ты жалок, ты жалкий, ты жалкая, тебя никто не любит, заткнись',
    mild: 'идиот*, дурак*, тупой, тупая, ничтожеств*, жалкий',
  },
  'harassment/threatening': {
    plain:
      'я тебя убью, убью тебя, я тебе отомщу, я знаю где ты живешь, ты пожалеешь, я тебя найду, тебе конец',
    mild: 'берегись, ты за это ответишь',
  },
  sexual: {
    plain: 'порно*, эротич*, сцена секса, откровенный секс',
    mild: 'секс, сексуальн*, голый, голая, обнажен*',
  },
  hate: {
    plain:
      'низшая раса, низшей расы, недочеловек*, убирайся в свою страну, убирайтесь в свою страну, все мигранты, все женщины одинаков*, все иностранцы',
    mild: 'расист*, нечисть',
  },
  illicit: {
    plain:
      'как украсть, как взломать, как отмыть деньги, как подделать, как изготовить наркотик*, фальшивый паспорт, поддельный паспорт, краденая карта',
    mild: 'украсть, воровать, взлом*, поддел*, отмыва*, наркотик*',
  },
  'illicit/violent': {
    plain:
      'как сделать бомбу, как собрать бомбу, сделать бомбу, собрать бомбу, изготовить взрывчатку, изготовить оружие',
  },
  'self-harm': {
    plain: 'причинить себе вред, причиняю себе вред, порезать себя, режу себя, селфхарм',
    mild: 'самоубий*, суицид*',
  },
  'self-harm/intent': {
    plain:
      'хочу умереть, убить себя, покончить с собой, покончить с жизнью, не хочу жить, свести счеты с жизнью',
  },
  'self-harm/instructions': {
    plain:
      'как убить себя, как покончить с собой, как причинить себе вред, способы покончить с собой',
  },
  violence: {
    plain:
      'убью тебя, тебя убью, убить его, убить ее, убить их, убить человека, убивать людей, зарез*, избить, застрелить, резня, убийств*',
    mild: 'убить, убью, убива*, стреля*, атак*, напад*, удар*, драка*, бомб*, пистолет*, нож',
  },
  'violence/graphic': {
    plain: 'лужа крови, весь в крови, вся в крови, расчлен*',
    mild: 'кровь, крови, кровав*, рана, раны, труп*',
  },
  minor: {
    plain:
      'ребен*, дети, детей, детск*, несовершеннолетн*, подросток, подростк*, школьник*, школьниц*',
  },
  weapon: { plain: 'бомб*, взрывчат*, пистолет*, оружи*, яд, яда' },
}

const korean: WordLists = {
  harassment: {
    plain:
      '너는 바보*, 넌 바보*, 이 멍청*, 너는 쓸모없*, 넌 쓸모없*, 한심한 놈, 아무도 너를 좋아하지, 닥쳐*',
    mild: '바보*, 멍청*, 쓸모없*, 한심*',
  },
  'harassment/threatening': {
    plain:
      '너를 죽이*, 널 죽이*, 널 죽일*, 너를 죽일*, 죽여 버리*, 죽여버리*, 네가 어디 사는지, 후회하게 될*, 널 찾아내*, 가만두지 않*',
    mild: '조심해*, 두고 보자*',
  },
  sexual: { plain: '포르노*, 음란*, 야동*, 성행위*', mild: '섹스*, 성적*, 나체*, 알몸*' },
  hate: {
    plain:
      '열등한 인종*, 열등한 민족*, 인간 이하*, 네 나라로 돌아가*, 너희 나라로 돌아가*, 이민자들은 모두*, 외국인들은 모두*, 여자들은 다*',
    mild: '인종차별*, 혐오*',
  },
  illicit: {
    plain:
      '훔치는 방법*, 훔치는 법*, 해킹하는 방법*, 해킹하는 법*, 돈세탁*, 위조하는 방법*, 위조하는 법*, 마약을 만드*, 마약 제조*, 위조 여권*, 훔친 카드*',
    mild: '훔치*, 해킹*, 위조*, 마약*',
  },
  'illicit/violent': {
    plain: '폭탄을 만드*, 폭탄 만드*, 폭탄 제조*, 폭발물 제조*, 폭발물을 만드*, 무기를 만드*',
  },
  'self-harm': { plain: '자해*, 나를 해치*, 내 몸을 해치*', mild: '자살*' },
  'self-harm/intent': {
    plain: '죽고 싶*, 죽고싶*, 자살하고*, 자살할*, 살고 싶지 않*, 목숨을 끊고*, 자해하고 싶*',
  },
  'self-harm/instructions': {
    plain: '자살하는 방법*, 자살 방법*, 자해하는 방법*, 자해 방법*, 목숨을 끊는 방법*',
  },
  violence: {
    plain:
      '너를 죽이*, 널 죽이*, 널 죽일*, 죽여 버리*, 죽여버리*, 사람을 죽이*, 살인*, 살해*, 학살*, 칼로 찌르*, 총으로 쏘*, 때려눕*',
    mild: '죽이*, 죽일*, 죽여*, 쏘*, 공격*, 때리*, 폭탄*, 권총*, 칼',
  },
  'violence/graphic': { plain: '피투성이*, 피범벅*, 토막*', mild: '피가*, 유혈*, 상처*, 시체*' },
  minor: { plain: '아이*, 어린이*, 미성년*, 청소년*, 아동*, 초등학생*, 중학생*' },
  weapon: { plain: '폭탄*, 폭발물*, 권총*, 무기*, 독약*' },
}

export const wordLists: Readonly<Record<Language, WordLists>> = {
  en: english,
  es: spanish,
  ru: russian,
  ko: korean,
}
