"""What no list of words tells about Swedish compounds, kept by hand."""

import re

_LISTS = {
    # Particles, prefixes, small words and chance beginnings (kon-troll): a compound is never cut after these.
    "no_front": """
        all alla allt ana ans ant anti bedömn besk biverkn blodför bort bud den dess det dit dom där efter elbe
        emot ena end enda endo erfar ert fort fram för före förs försk fört gast genom gin han hit hon hop hos
        här ing inge ingen inom inter intra kam kan kat kom kon kont kontra kortvux kring lita med mellan men
        mer mest miss mod mono mot mots mottagn multi ned ner ning nog non nor när oför ome orna oscil oss par
        per pesk poly por post pre pro pryd rapp recidi represen sall sam samm samman ses ska som super sven
        synd säll tas ter tids till tran trans tre tum und under underav unders upp uppe utan ute utel vad van
        var vem vetens vid vill väl vår ännu åter över
    """,
    # Suffixes that are words of their own elsewhere, and their ends: "trådlös" and "vetenskaplig" stay whole.
    "no_head": """
        agern agers aktig aktiga aktigt alen alens amen ance andande ande ander andet anta antas anten anter
        anterna aren arens arna artad artade ation bara barhet bart berande bid bida dels diskt dom domar domars
        domen domens eder ellens eller else ende enlig enliga enter erad eras erat erator erna eterna eternas
        etisk etiska etiskt filer filerna full fulla fullt givit graf grafen grafer graferna grafi gram heten
        heter hetter igen inga ingar ingarna ingarnas ingen ingens inget inna innandet inne iser isk iska iskt
        ison istens ister isterna kaffa kaffad kaffade kaffat kapen kapet kapets kaplig kapliga kapligt kaps
        kattades kattar lator ledes lektion lektioner lera lerade lerande lerar leras lerat lettera letterar
        liga ligare ligast ligaste lige lighet ligheten ligt ling logen logi logisk logiska logiskt lös lösa
        löshet löst mande mare ment menten merade merar meter mässa mässig mässiga mässigt naden nadens nader
        naderna nera ning ningarna ningen ningens närer närerna orna orre orten orter orterna pisk piskt rades
        rakt raktor rande rera ringar ringarna ringen ringens riven river rivning rivningen rivs rustning sama
        samhet samheten samma samt sanerna sanernas sator sera sett shot shotande skap skapen skaper skapet
        skaplig skapliga skapligt skop skopi ster stik sökningen tanten tanterna tens tera terad terade teras
        tern tinens tion tioner torer tres tunnande tören törer törerna uren urens varade verar vers versen
        verser verserna visa vise ännande ören
    """,
    # Other ends of three letters are mostly inflection.
    "short_heads": """
        app arm bad ben bok bår dag dos duk fel fot gas gel hud hus kit knä lab lim lår nål rot rum rör sax syn
        sår tak tid tub tå väg öga öra
    """,
    # Beginnings of three letters that have lost their vowel; other words in -a and -e are longer.
    "short_stems": "hör kyl läs mag mät pås sug syr änd",
    # Beginnings in -o and -u of words in -a; others only look so.
    "changed_stems": "gatu hälso kvinno kyrko läro människo sago skado tjänsto varu vecko",
    # A compound goes on with a linking -s- after these endings, always.
    "always_linked": "ion ing het tet nad skap dom",
    # Words that look like compounds and are none, in all their inflections.
    "simple": """
        fotograf fraktur fördel genetisk handsk kollekt kostnad landsting lindring livmoder mäta nackdel
        pacemaker postadress ryggmärg sverige syrgas sårbar ultraljud äggstock
    """,
    # Greek and Latin beginnings, too common in this portal to be left to chance.
    "learned": "bio cyto elektro gastro hemo hydro immuno kardio mikro nano neuro radio tele termo video",
}
NO_FRONT, NO_HEAD, SHORT_HEADS, SHORT_STEMS, CHANGED_STEMS, LEARNED = (
    frozenset(_LISTS[name].split())
    for name in ("no_front", "no_head", "short_heads", "short_stems", "changed_stems", "learned")
)
ALWAYS_LINKED = tuple(_LISTS["always_linked"].split())
_INFLECTION = r"(?:a|e|t|n|na|[aeo]?rna|[aeo]r|e[nt]|ig[at]|het(?:en)?)?s?"
SIMPLE = re.compile(f"(?:{'|'.join(_LISTS['simple'].split())}){_INFLECTION}")
# Where the dictionary has another lemma.
LEMMAS = {
    "händer": "hand",
    "möss": "mus",
    "rötterna": "rot",
    "tänder": "tand",
    "ögon": "öga",
    "ögons": "öga",
    "öron": "öra",
}
