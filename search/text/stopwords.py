"""Words too common to be asked for alone, by language. What could be a device, a body part or an amount is not here.

What stands after the colon or apostrophe of an inflected abbreviation or name is ("CGM:er", "Alzheimer's").
"""

_LISTS = {
    "sv": """
        alla allt andra att av bara bl bli blir blev borde bör båda både de dem den denna deras dess dessa det
        detta dig din dina ditt dock du där därför då efter eftersom eller en enligt er era ert ett ex
        exempelvis för från få får genom ha hade han hans har hon hennes hos hur här i icke ifrån in inga ingen
        inget innan inom inte är ja jag ju kan kommer kring kunde kunna kräver man med mellan men mer mig min
        mina mitt mm mot mycket måste ni nog nu när någon något några och också om osv oss på resp respektive
        samt sedan sig sin sina sitt ska skall skulle som så sådan sådana sådant t till tills under upp ur ut
        utan vad var vara varit varför vars vem vi via vid vilka vilken vilket vill vår våra vårt än även åt
        över blivit dvs finns fanns ges gör göra hela n s ar arna erna ens
    """,
    "en": """
        a about after all also an and any are as at be because been before being between both but by can could
        did do does during each for from had has have having he her his how if in into is it its may me more
        most must my no nor not of on or other our out over she should so some such than that the their them
        then there these they this those to under until up upon was we were what when where which while who why
        will with would you your s
    """,
    "nb": """
        alle alt andre at av bare ble blir burde bør både da de dem den denne der deres dersom det dette din
        disse du eller en enn er et etter for fordi fra få får ha hadde han har hun hva hvem hver hvilke hvilken
        hvis hvor hvordan hvorfor i ikke inn ingen inntil ja jeg kan kunne man med mellom men mer mot mye må når
        nå noe noen og også om opp oss over på samt seg selv siden skal skulle slik som så til under ut uten var
        ved vi vil ville være vært vår å
    """,
    "da": """
        af alle alt andre at bare blev blive bliver burde bør både da de dem den denne der deres det dette din
        disse du efter eller en end er et for fordi fra få får ha havde han har hun hvad hvem hver hvilke
        hvilken hvis hvor hvordan hvorfor i ikke ind ingen ja jeg kan kunne man med mellem men mere mod meget må
        når noget nogle nu og også om op os over på samt sig selv siden skal skulle som så sådan til ud uden
        under var ved vi vil ville være været vores
    """,
    "fi": """
        ei eivät eli ennen että he hän hänen ja jo joka joiden joita joka jonka jos jossa jotka kaikki kanssa
        koska kuin kun kuten me mikä minä mitä miten mukaan mutta muu myös ne niiden niin niitä nyt ole olen oli
        olisi olivat olla on ollut ovat ovatko se sekä sen siellä sille sitä siitä tai tämä tämän tässä tätä voi
        voidaan vai vain voivat
    """,
}
SMALL_WORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}
