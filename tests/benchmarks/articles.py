"""Short news texts to measure `draft` with, written for this test from what the sample register records.

Each has its language, its words, and the refs of the commitments of the sample that it speaks of. They are no copies of
articles. Of the first two lists, the texts in even places may be used to adjust the rules; the others are held out.
"""

from typing import Final, NamedTuple


class Written(NamedTuple):
    """A text, its language, and the refs of what it speaks of."""

    language: str
    text: str
    refs: tuple[str, ...] = ()


ABOUT: Final = (
    Written(
        "ja",
        "日米両政府は18日、対米投資の第1号案件を発表した。ソフトバンクグループが主導するオハイオ州のガス火力発電所は"
        "出力9.2ギガワットで、事業費は333億ドルに上る。",
        ("jp-us-first-project-decision", "jp-us-softbank-gas-33bn"),
    ),
    Written(
        "ja",
        "赤沢経済産業相は、5500億ドルの対米投融資について、日米の協議委員会で案件の選定を急ぐ考えを示した。",
        ("jp-us-550bn-investment",),
    ),
    Written(
        "ja",
        "政府は防衛費と関連経費を国内総生産(GDP)比2%に引き上げる目標を、2年前倒しして2025年度に達成した。"
        "米国は一段の増額を求めている。",
        ("jp-defence-2pct-gdp",),
    ),
    Written(
        "ja",
        "米国防総省は、日本に対して防衛費をGDP比3.5%まで引き上げるよう求めたと報じられた。日本政府は否定した。",
        ("jp-us-defence-beyond-2pct",),
    ),
    Written(
        "ja",
        "米国は16日、日本製自動車と部品への関税を27.5%から15%に引き下げた。",
        ("us-jp-auto-tariff-15",),
    ),
    Written(
        "ja",
        "農林水産省によると、ミニマムアクセス米の枠内で米国産米の輸入を75%増やす方針に変わりはない。",
        ("jp-us-rice-plus75",),
    ),
    Written(
        "ja",
        "米軍普天間飛行場の返還について、米政府は代替の長い滑走路が選ばれるまで日本に返さないと回答した。",
        ("us-jp-futenma-return",),
    ),
    Written(
        "ja",
        "防衛省は米国製巡航ミサイル「トマホーク」400発を取得する計画だが、米国からの納入が2年ほど遅れる可能性がある。",
        ("us-jp-tomahawk-400",),
    ),
    Written(
        "ja",
        "日米の小型モジュール炉(SMR)の建設計画にはGEベルノバ日立が参加し、対米投資の第2弾の候補となる。事業費は最大400億ドル。",
        ("jp-us-smr-40bn", "jp-us-tranche2-73bn"),
    ),
    Written(
        "ja",
        "在日米軍の駐留経費負担に関する特別協定は2027年3月に期限を迎え、日米両政府は改定交渉を始める。",
        ("jp-us-sma-renewal-2027", "jp-us-sma-fy2022-26"),
    ),
    Written(
        "ja",
        "米建国250年を祝い、日本は桜の苗木250本を米国に贈る。首都ワシントンに植えられる。",
        ("jp-us-250-cherry-trees",),
    ),
    Written(
        "ja",
        "日本の航空会社が米ボーイング機100機を購入するとの合意について、日本航空は新たな発注ではないと説明した。",
        ("jp-us-boeing-100",),
    ),
    Written(
        "zh",
        "日本承诺的5500亿美元对美投资进展缓慢,美国商务部长卢特尼克催促东京尽快落实。",
        ("jp-us-550bn-investment",),
    ),
    Written(
        "zh",
        "据路透社报道,软银主导的俄亥俄州天然气发电项目投资333亿美元,是日本对美投资首批三个项目中最大的一个。",
        ("jp-us-softbank-gas-33bn", "jp-us-tranche1-36bn"),
    ),
    Written(
        "zh",
        "美国已把日本汽车及零部件的关税降至15%,新税率于9月16日生效。",
        ("us-jp-auto-tariff-15",),
    ),
    Written(
        "zh",
        "日本将交付期推迟的消息归因于美国:400枚战斧导弹的交付可能要晚两年。",
        ("us-jp-tomahawk-400",),
    ),
    Written(
        "zh",
        "日本首相高市早苗定于3月19日访美,在华盛顿与美国总统会谈。",
        ("jp-us-takaichi-washington-visit",),
    ),
    Written(
        "zh",
        "美国总统特朗普宣布,原定4月的访华行程推迟五到六周。北京方面没有评论。",
        ("us-cn-trump-beijing-visit",),
    ),
    Written(
        "zh",
        "日方同意在最低准入量框架内增购美国大米75%。",
        ("jp-us-rice-plus75",),
    ),
    Written(
        "zh",
        "美方要求日本把防卫费提高到GDP的3.5%,日本官房长官称预算由日本自行决定。",
        ("jp-us-defence-beyond-2pct",),
    ),
    Written(
        "zh-Hant",
        "日本承諾的5500億美元對美投資,首個項目原定2025年底敲定,其後一再延期至2月底。",
        ("jp-us-550bn-investment", "jp-us-first-project-decision"),
    ),
    Written(
        "zh-Hant",
        "日本航空公司將購買100架波音飛機,是美日關稅協議的一部分。",
        ("jp-us-boeing-100",),
    ),
    Written(
        "zh-Hant",
        "美日簽署稀土與關鍵礦產框架,六個月內為選定項目提供融資。",
        ("us-jp-critical-minerals-6m",),
    ),
    Written(
        "zh-Hant",
        "美國要求日本先選定更長的跑道,否則不歸還沖繩的普天間機場。",
        ("us-jp-futenma-return",),
    ),
    Written(
        "ko",
        "일본이 약속한 5,500억 달러 규모의 대미 투자가 늦어지자 미국 정부가 강한 불만을 드러냈다.",
        ("jp-us-550bn-investment",),
    ),
    Written(
        "ko",
        "미국과 일본은 대미 투자 1호 프로젝트를 확정했다. 소프트뱅크가 주도하는 오하이오 가스 발전소에 333억 달러가"
        " 들어간다.",
        ("jp-us-first-project-decision", "jp-us-softbank-gas-33bn"),
    ),
    Written(
        "ko",
        "미국이 일본산 자동차와 부품에 대한 관세를 27.5%에서 15%로 낮췄다.",
        ("us-jp-auto-tariff-15",),
    ),
    Written(
        "ko",
        "일본은 방위비를 국내총생산(GDP)의 2%로 늘리는 목표를 2년 앞당겨 달성했다고 미국에 설명했다.",
        ("jp-defence-2pct-gdp",),
    ),
    Written(
        "ko",
        "미국은 일본에 방위비를 GDP의 3.5%까지 올리라고 요구했다고 영국 신문이 보도했다.",
        ("jp-us-defence-beyond-2pct",),
    ),
    Written(
        "ko",
        "다카이치 총리가 3월 19일 미국을 방문해 워싱턴에서 트럼프 대통령과 회담한다.",
        ("jp-us-takaichi-washington-visit",),
    ),
    Written(
        "ko",
        "일본이 미국에서 사들이기로 한 토마호크 미사일 400발의 인도가 2년가량 늦어질 수 있다.",
        ("us-jp-tomahawk-400",),
    ),
    Written(
        "ko",
        "미국 국방부는 일본이 긴 활주로를 마련하기 전에는 후텐마 비행장을 돌려주지 않겠다고 밝혔다.",
        ("us-jp-futenma-return",),
    ),
    Written(
        "ko",
        "일본은 미국 건국 250주년을 기념해 벚나무 250그루를 미국에 기증한다.",
        ("jp-us-250-cherry-trees",),
    ),
    Written(
        "ko",
        "일본은 미국산 쌀 수입을 최소시장접근 물량 안에서 75% 늘리기로 했다.",
        ("jp-us-rice-plus75",),
    ),
    Written(
        "ko",
        "미일 양국은 조선업 투자를 촉진하는 양해각서에 서명했다.",
        ("jp-us-shipbuilding-mou",),
    ),
    Written(
        "ko",
        "대미 투자 2차 후보로 소형모듈원자로(SMR) 건설이 꼽혔으며 규모는 최대 730억 달러다. 일본이 자금을 댄다.",
        ("jp-us-tranche2-73bn", "jp-us-smr-40bn"),
    ),
    Written(
        "en",
        "Japan's $550 billion investment pledge to the United States is moving too slowly for Washington, some said.",
        ("jp-us-550bn-investment",),
    ),
    Written(
        "en",
        "The SoftBank-led gas-fired plant in Portsmouth, Ohio, will cost $33 billion, officials said. It is"
        " part of Japan's first round of investment in the United States.",
        ("jp-us-softbank-gas-33bn", "jp-us-tranche1-36bn"),
    ),
    Written(
        "en",
        "Delivery of up to 400 Tomahawk cruise missiles that Japan ordered from the U.S. may slip by two years.",
        ("us-jp-tomahawk-400",),
    ),
    Written(
        "en",
        "The U.S. cut its tariff on Japanese cars and auto parts to 15 percent from 27.5 percent on Sept. 16.",
        ("us-jp-auto-tariff-15",),
    ),
    Written(
        "en",
        "Japan reached its goal of spending 2 percent of GDP on defense two years early, after an extra"
        " budget. The United States has asked for more.",
        ("jp-defence-2pct-gdp",),
    ),
    Written(
        "en",
        "The Pentagon said the Futenma air station would not be returned until Japan picks a longer runway elsewhere.",
        ("us-jp-futenma-return",),
    ),
    Written(
        "en",
        "Japanese carriers will buy 100 Boeing jets under the trade deal with Washington, the White House said.",
        ("jp-us-boeing-100",),
    ),
    Written(
        "en",
        "Tokyo will raise imports of American rice by 75 percent within its minimum-access quota.",
        ("jp-us-rice-plus75",),
    ),
    Written(
        "en",
        "The host-nation support agreement under which Japan pays for U.S. forces expires in March 2027.",
        ("jp-us-sma-fy2022-26", "jp-us-sma-renewal-2027"),
    ),
    Written(
        "en",
        "The United States and Japan agreed to finance selected critical minerals and rare earths projects within six"
        " months.",
        ("us-jp-critical-minerals-6m",),
    ),
)

# Texts about the same countries that speak of no commitment of the sample.
ABOUT_NOTHING: Final = (
    Written("ja", "大谷翔平投手が米大リーグの試合で今季50号の本塁打を放った。日本のファンは歓声を上げた。"),
    Written("ja", "トヨタ自動車は米国ノースカロライナ州の電池工場に140億ドルを投資すると発表した。"),
    Written("ja", "自民党は衆議院選挙で352議席を得て大勝した。米国の市場では円が売られ、ドルは157円台に上昇した。"),
    Written("ja", "米国はスイスからの輸入品への関税を39%から15%に引き下げることで合意した。"),
    Written("zh", "韩国同意对美投资3500亿美元,其中造船业1500亿美元,美国把韩国汽车关税降至15%。"),
    Written("zh", "日本女足在友谊赛中以2比1击败美国队。"),
    Written("zh", "中国海关总署说,前三季度中国对美国出口下降16%,对日本出口增长4%。"),
    Written("zh-Hant", "日本央行維持利率在0.75%不變,美國聯準會下月可能降息,日圓兌美元走弱。"),
    Written("ko", "삼성전자는 미국 텍사스 반도체 공장에 370억 달러를 투자한다."),
    Written("ko", "한국과 미국은 한미 통상 협상에서 3,500억 달러 투자 방안에 합의했다."),
    Written("ko", "일본 총선에서 자민당이 압승했다. 미국 언론은 일제히 이를 보도했다."),
    Written("ko", "미국 프로야구에서 뛰는 일본인 투수가 시즌 15승을 거두었다."),
    Written("en", "South Korea will buy 103 Boeing planes and invest $350 billion in the United States."),
    Written("en", "Japan beat the United States 3-2 in the final of the World Baseball Classic in Tokyo."),
    Written("en", "The Bank of Japan kept its rate at 0.75 percent; the yen slid to 157 per dollar in New York."),
    Written("en", "Nippon Steel completed its $14.9 billion purchase of U.S. Steel after a review in Washington."),
    # Harder: the same countries and the same subjects, and other promises.
    Written("ja", "日米両政府は、嘉手納基地の騒音対策に100億円を充てることで合意した。"),
    Written("ja", "日本は米国産牛肉への関税を2033年度に9%まで引き下げる。"),
    Written("zh", "日本企业将在美国得克萨斯州投资30亿美元建设锂电池工厂。"),
    Written("zh-Hant", "日本將向美國採購12架F-35戰機,金額約20億美元。"),
    Written("ko", "일본 기업이 미국 루이지애나 LNG 터미널 지분을 20억 달러에 사들였다."),
    Written("ko", "미국과 일본은 북한의 미사일 발사를 규탄하는 공동 성명을 냈다."),
    Written("en", "Japan will pay the United States $3 billion for 12 more F-35 jets, its defense ministry said."),
    Written("en", "Japan and the United States agreed to send a Japanese astronaut to the Moon on a NASA mission."),
)

# Texts that name what a commitment of the sample names, and speak of something else: the other way round, of others, of
# another time or another number. None may be proposed as certain.
TURNED: Final = (
    Written("en", "The United States will invest 550 billion dollars in Japan."),
    Written("en", "The United States gave Japan 250 cherry trees."),
    Written("en", "Japan cut its tariff on American cars and parts to 15 percent."),
    Written("en", "Japan will deliver 400 Tomahawk missiles to the United States."),
    Written("en", "The US buys 75 percent more Japanese rice."),
    Written("en", "The United States buys 100 Boeing aircraft for Japan's bases."),
    Written(
        "en", "Australia will take delivery of 400 Tomahawk missiles from the United States, Japan's ministry noted."
    ),
    Written("ko", "대한항공은 보잉 항공기 100대를 구매한다."),
    Written("en", "Boeing delivered 100 aircraft to India, Japan's rival said."),
    Written("en", "Toyota said it would buy 100 Boeing seats for its fans."),
    Written("en", "Japan's trade deficit with the United States in farm goods reached US$8 billion a year."),
    Written("en", "Japan's refiner bought US$7bn of Saudi oil, the US said."),
    Written("en", "Japan would like small modular reactors in Canada, not the US, for $40 billion."),
    Written("en", "A Chinese synthetic diamond plant closed in Georgia, the Caucasus country, Japan and the US said."),
    Written("en", "Texas GulfLink's terminal employs a Japanese cook."),
    Written("en", "US Marines return to Futenma base in Japan."),
    Written("ja", "米軍機が普天間飛行場に帰還した。"),
    Written("ja", "トランプ大統領の訪中は2017年11月だった。"),
    Written("en", "In 1912 Japan gave 3,000 cherry trees to the United States."),
    Written("en", "Use 75 percent water and buy more rice."),
    Written("en", "Japan agreed to buy 80 Boeing aircraft from the United States."),
    Written("en", "Japan's president of Boeing seats bought 100 of them from the US."),
    Written("ja", "日本のコメを米国が75%増やして購入する。"),
    Written("en", "Japanese rice is bought by the United States, 75 percent more within the quota."),
    Written("en", "Japan denied that it would invest 550 billion dollars in the United States."),
    Written("ja", "平成24年、日本は米国に桜の苗木250本を贈った。"),
    Written("en", "US and Japan\nJapan agreed to buy 80 Boeing aircraft."),
    Written("en", "US and Japan\nUse 75 percent water and buy more rice."),
    Written("ko", "US and Japan\n대한항공은 보잉 항공기 100대를 구매한다."),
    Written("ja", "US and Japan\n米軍機が普天間飛行場に帰還した。"),
    Written("en", "US and Japan\nTexas GulfLink's terminal employs a Japanese cook."),
    Written("en", "US and Japan\nToyota said it would buy 100 Boeing seats for its fans."),
    Written("ja", "China and the US\nトランプ大統領の訪中は2017年11月だった。"),
    Written("en", "US and Japan\nA Chinese synthetic diamond plant closed in Georgia, the Caucasus country."),
    Written("en", "US and Japan\nsmall modular reactors in Canada, not the US"),
)
